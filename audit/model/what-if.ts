// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import type { Access, Encoding } from '../../drivers/driver';
import { type Loop, rewriting } from '../../drivers/loop';

/** A way in which versions differ before any entry is looked at. */
const WHAT_IFS = [
  'request',
  'default',
  'mask',
  'owner',
  'policy',
  'no-pages-retry',
  'destroyed-requests',
  'request and loop',
] as const;
export type WhatIfId = (typeof WHAT_IFS)[number];

/**
 * The pair with one such way taken away: what would have been if the new version asked as the old
 * one does, or if both loops were alike. A difference that is then gone comes from there, and from
 * nowhere else; one that stays is the conversion's, or the formats'.
 */
export interface WhatIf {
  readonly id: WhatIfId;
  readonly before: DriverVersion;
  readonly after: DriverVersion;
}

/** Every what-if that makes a difference to these versions, the most particular first. */
export function whatIfs({ before, after }: Pick<DriverPair, 'before' | 'after'>): WhatIf[] {
  const { owner } = before;
  const asIs = { before, after };
  const withLoops = (change: (loop: Loop) => Loop): Omit<WhatIf, 'id'> => ({
    before: withLoop(before, change),
    after: withLoop(after, change),
  });
  const alike = (loop: Loop): Loop => heedless(rewriting(loop));
  const policy = { ...asIs, after: asking(after, before, ['asks', 'defaults', 'mask']) };
  const list: WhatIf[] = [
    { id: 'request', ...asIs, after: asking(after, before, ['asks']) },
    { id: 'default', ...asIs, after: asking(after, before, ['defaults']) },
    { id: 'mask', ...asIs, after: asking(after, before, ['mask']) },
    { id: 'owner', ...asIs, after: { ...after, owner } },
    { id: 'policy', ...asIs, after: { ...policy.after, owner } },
    { id: 'no-pages-retry', ...withLoops(heedless) },
    { id: 'destroyed-requests', ...withLoops(rewriting) },
    {
      id: 'request and loop',
      before: withLoop(before, alike),
      after: withLoop({ ...policy.after, owner }, alike),
    },
  ];
  return list.filter(({ id }) => {
    if (id === 'owner') return after.owner !== before.owner;
    if (id === 'no-pages-retry')
      return [before, after].some(({ loop }) => loop.noPages === 'again');
    return true;
  });
}

function withLoop(version: DriverVersion, change: (loop: Loop) => Loop): DriverVersion {
  return { ...version, loop: change(version.loop) };
}

/** A loop that takes a success with 0 pages for one. */
function heedless(loop: Loop): Loop {
  return { ...loop, noPages: 'success' };
}

/** A version that takes these parts of its requests from another one. */
function asking(
  version: DriverVersion,
  from: DriverVersion,
  parts: readonly (keyof Encoding)[],
): DriverVersion {
  const encode = (accesses: readonly Access[]): Encoding => {
    const own = version.encode(accesses);
    const others = from.encode(accesses);
    return {
      asks: parts.includes('asks') ? others.asks : own.asks,
      defaults: parts.includes('defaults') ? others.defaults : own.defaults,
      mask: parts.includes('mask') ? others.mask : own.mask,
    };
  };
  return { ...version, encode };
}
