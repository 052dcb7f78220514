// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import type { LockDropDocument, NoProgressDocument, ScenarioDocument } from './document';
import { hex } from './hex';

/** The fields that say which entry point is called; a timeout of 0 is left out. */
export function writeCall({ call }: RangeRequest): Pick<ScenarioDocument, 'call' | 'timeout'> {
  if (call === undefined) return {};
  return { call: 'unlocked', ...(call.timeout === 0 ? {} : { timeout: call.timeout }) };
}

/** The drops of the mmap lock by address, if there are any. */
export function writeLockDrops({
  lockDrops,
}: AddressSpaceImage): Pick<ScenarioDocument['mm'], 'lockDrops'> {
  if (lockDrops === undefined || lockDrops.size === 0) return {};
  const sorted = [...lockDrops].sort(([first], [second]) => first - second);
  const written = sorted.map(([at, { result, times }]): [string, LockDropDocument] => {
    const always = times === Number.POSITIVE_INFINITY;
    return [hex(at), { result, ...(always ? {} : { times }) }];
  });
  return { lockDrops: Object.fromEntries(written) };
}

/** How often page faults and waits of pages do nothing, by address, if any do. */
export function writeNoProgress({
  noProgress,
}: AddressSpaceImage): Pick<ScenarioDocument['mm'], 'noProgress'> {
  if (noProgress === undefined || noProgress.size === 0) return {};
  const sorted = [...noProgress].sort(([first], [second]) => first - second);
  const written = sorted.map(([at, times]): [string, NoProgressDocument] => [
    hex(at),
    times === Number.POSITIVE_INFINITY ? {} : { times },
  ]);
  return { noProgress: Object.fromEntries(written) };
}
