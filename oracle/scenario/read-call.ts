// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, LockDrop } from '../../mm/address-space';
import type { RangeRequest, UnlockedCall } from '../../mm/range';
import type { Address } from '../../mm/units';
import {
  isReadEvent,
  type LockDropDocument,
  type NoProgressDocument,
  type ScenarioDocument,
} from './document';
import { parseAddress } from './hex';
import { type Place, refuse } from './input-error';
import { JIFFIES_LIMIT } from './schema-words';

/** What only the call `unlocked` looks at: `hmm_range_fault()` keeps the lock, and knows no time. */
export function refuseWithoutCall(document: ScenarioDocument, place: Place): void {
  const { call, timeout, events = [] } = document;
  if (call === undefined) {
    const expected = 'none without call "unlocked"';
    if (timeout !== undefined) refuse(place, { field: 'timeout', expected, got: timeout });
    for (const [index, event] of events.entries()) {
      if (isReadEvent(event)) continue;
      const { elapsed, killed } = event;
      const at = `events[${index}]`;
      if (elapsed !== undefined) refuse(place, { field: `${at}.elapsed`, expected, got: elapsed });
      if (killed !== undefined) refuse(place, { field: `${at}.killed`, expected, got: killed });
    }
    return;
  }
  const all = events.reduce(
    (sum, event) => sum + (isReadEvent(event) ? 0 : (event.elapsed ?? 0)),
    0,
  );
  if (all > JIFFIES_LIMIT) {
    const expected = `at most ${JIFFIES_LIMIT} jiffies that elapse in all`;
    refuse(place, { field: 'events', expected, got: all });
  }
}

/** Which entry point is called; undefined for `hmm_range_fault()`. */
export function readCall({ call, timeout = 0 }: ScenarioDocument): UnlockedCall | undefined {
  return call === undefined ? undefined : { timeout };
}

/** The request as this entry point is handed it. */
export function withCall(range: RangeRequest, call: UnlockedCall | undefined): RangeRequest {
  return call === undefined ? range : { ...range, call };
}

/** Pages whose page faults and waits do nothing; no field if there are none. */
export function readNoProgress(
  document: Readonly<Record<string, NoProgressDocument>> | undefined,
): Pick<AddressSpaceImage, 'noProgress'> {
  const pages = Object.entries(document ?? {});
  if (pages.length === 0) return {};
  const read = pages.map(([at, { times = Number.POSITIVE_INFINITY }]): [Address, number] => [
    parseAddress(at),
    times,
  ]);
  return { noProgress: new Map(read) };
}

/** Pages whose faults drop the mmap lock; no field if there are none. */
export function readLockDrops(
  document: Readonly<Record<string, LockDropDocument>> | undefined,
): Pick<AddressSpaceImage, 'lockDrops'> {
  const pages = Object.entries(document ?? {});
  if (pages.length === 0) return {};
  const drops = pages.map(
    ([at, { result, times = Number.POSITIVE_INFINITY }]): [Address, LockDrop] => [
      parseAddress(at),
      { result, times },
    ],
  );
  return { lockDrops: new Map(drops) };
}
