// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import type { Access, Encoding } from '../../drivers/driver';

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
  const withLoops = (changes: Partial<DriverVersion['loop']>): Omit<WhatIf, 'id'> => ({
    before: withLoop(before, changes),
    after: withLoop(after, changes),
  });
  const alike = { rebuildsRequests: true, retriesOnNoPages: false };
  const policy = { ...asIs, after: asking(after, before, ['asks', 'defaults', 'mask']) };
  const list: WhatIf[] = [
    { id: 'request', ...asIs, after: asking(after, before, ['asks']) },
    { id: 'default', ...asIs, after: asking(after, before, ['defaults']) },
    { id: 'mask', ...asIs, after: asking(after, before, ['mask']) },
    { id: 'owner', ...asIs, after: { ...after, owner } },
    { id: 'policy', ...asIs, after: { ...policy.after, owner } },
    { id: 'no-pages-retry', ...withLoops({ retriesOnNoPages: false }) },
    { id: 'destroyed-requests', ...withLoops({ rebuildsRequests: true }) },
    {
      id: 'request and loop',
      before: withLoop(before, alike),
      after: withLoop({ ...policy.after, owner }, alike),
    },
  ];
  return list.filter(({ id }) => {
    if (id === 'owner') return after.owner !== before.owner;
    if (id === 'no-pages-retry') return before.loop.retriesOnNoPages || after.loop.retriesOnNoPages;
    return true;
  });
}

function withLoop(version: DriverVersion, changes: Partial<DriverVersion['loop']>): DriverVersion {
  return { ...version, loop: { ...version.loop, ...changes } };
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
