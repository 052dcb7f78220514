// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from './address-space';

/**
 * Whether the sequence that the caller read is out of date (`mmu_interval_read_retry`).
 *
 * This is also where time passes: other threads do before walk `walk` (counted from 1) what the
 * scenario's events say, in list order. An event whose walk never comes never happens. A call that
 * starts again looks before one walk more than once: what happens there happens the first time.
 */
export function checkRetry(space: AddressSpace, walk: number): boolean {
  if (space.unlocked?.comesTo(walk) === false) {
    space.observer?.retryChecked(walk, space.stale);
    return space.stale;
  }
  const events = space.image.events;
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event === undefined || event.beforeWalk !== walk) continue;
    if (event.vmas !== undefined || event.filePages !== undefined) space.remap(event);
    space.store(event.entries);
    if (event.invalidate) invalidate(space);
    if (space.unlocked !== null) space.unlocked.meet(event);
    space.observer?.event(walk, event);
  }
  space.observer?.retryChecked(walk, space.stale);
  return space.stale;
}

/** Whether an event is still to come after this many walks: with one, no walk is the last word. */
export function eventToCome(space: AddressSpace, walks: number): boolean {
  const events = space.image.events;
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event !== undefined && event.beforeWalk > walks) return true;
  }
  return false;
}

/** An invalidation that touches the range: the sequence stays stale for the rest of the call. */
export function invalidate(space: AddressSpace): void {
  space.stale = true;
  if (space.unlocked !== null) space.unlocked.invalidations++;
}
