// SPDX-License-Identifier: GPL-2.0-or-later
import type { LockDrop, ThreadEvent } from '../../mm/image';
import type { Address } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import type { Draft } from './draft';
import { drawEntries, somePage } from './interfere';
import type { Random } from './random';
import { WeightedTable } from './weighted-table';

/** In jiffies; without end, and so short that what elapses meets its end from both sides. */
const TIMEOUTS = new WeightedTable<number>([
  [0, 4],
  [1, 2],
  [2, 2],
  [10, 1],
]);
const DROP_TIMES = new WeightedTable<number>([
  [1, 6],
  [2, 2],
  [3, 1],
  [Number.POSITIVE_INFINITY, 1],
]);
/** More than the events of other profiles: it is they that make a call start again. */
const MOST_EVENTS = 4;
const LAST_WALK = 6;
const LONGEST = 3;

/**
 * The scenario with a call of `hmm_range_fault_unlocked_timeout()`, whose page faults may drop the mmap
 * lock, and with more events: invalidations, time that elapses, rarely a fatal signal.
 */
export function withUnlockedCall(draft: Draft, scenario: Scenario): Scenario {
  const { random, choices } = draft;
  const { mm, range } = scenario;
  const drops = drawLockDrops(draft);
  const most = Math.min(MOST_EVENTS, choices.limits.maxEvents);
  const events = mm.events.map((event) => withTime(random, event));
  const more = random.below(MOST_EVENTS + 1);
  for (let count = more; count > 0 && events.length < most; count--) events.push(drawEvent(draft));
  return {
    ...scenario,
    mm: { ...mm, events, ...(drops.size === 0 ? {} : { lockDrops: drops }) },
    range: { ...range, call: { timeout: TIMEOUTS.pick(random) } },
  };
}

function drawLockDrops(draft: Draft): Map<Address, LockDrop> {
  const { random } = draft;
  const drops = new Map<Address, LockDrop>();
  if (random.chance(1, 2)) return drops;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const result = random.chance(1, 2) ? 'retry' : 'completed';
    drops.set(somePage(draft), { result, times: DROP_TIMES.pick(random) });
  }
  return drops;
}

function drawEvent(draft: Draft): ThreadEvent {
  const { random } = draft;
  const entries = random.chance(1, 2) ? drawEntries(draft) : [];
  const invalidate = random.chance(7, 8);
  return withTime(random, { beforeWalk: 1 + random.below(LAST_WALK), invalidate, entries });
}

function withTime(random: Random, event: ThreadEvent): ThreadEvent {
  const elapsed = random.chance(1, 2) ? 1 + random.below(LONGEST) : 0;
  return {
    ...event,
    ...(elapsed === 0 ? {} : { elapsed }),
    ...(random.chance(1, 32) ? { killed: true } : {}),
  };
}
