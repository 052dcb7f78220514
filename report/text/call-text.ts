// SPDX-License-Identifier: GPL-2.0-or-later
import { isReadEvent } from '../../oracle/scenario/document';
import type {
  EventDocument,
  ReadEventDocument,
  ScenarioDocument,
} from '../../oracle/scenario/schema';

/** How many pages are shown whose faults drop the mmap lock. */
const DROPS_SHOWN = 24;

/** What is said of a call that is not `hmm_range_fault()`, a line each: its timeout, and lock drops. */
export function callLines({ call, timeout = 0, mm }: ScenarioDocument): readonly string[] {
  if (call === undefined) return [];
  const limit = timeout === 0 ? 'no timeout' : `timeout ${jiffiesText(timeout)}`;
  const drops = Object.entries(mm.lockDrops ?? {});
  const shown = drops.slice(0, DROPS_SHOWN).map(([at, { result, times }]) => {
    return `drops  ${at} the mmap lock in ${timesText(times)}: ${result}`;
  });
  const more = drops.length - shown.length;
  return [
    `call   hmm_range_fault_unlocked_timeout(), ${limit}`,
    ...shown,
    ...(more > 0 ? [`       … and ${more} more`] : []),
  ];
}

/** What of an event only such a call looks at. */
export function timeParts(event: EventDocument | ReadEventDocument): readonly string[] {
  if (isReadEvent(event)) return [];
  const { elapsed, killed } = event;
  return [
    ...(elapsed === undefined ? [] : [`${jiffiesText(elapsed)} later`]),
    ...(killed === true ? ['a fatal signal'] : []),
  ];
}

function jiffiesText(jiffies: number): string {
  return jiffies === 1 ? '1 jiffy' : `${jiffies} jiffies`;
}

function timesText(times: number | undefined): string {
  if (times === undefined) return 'each page fault';
  return times === 1 ? 'the first page fault' : `the first ${times} page faults`;
}
