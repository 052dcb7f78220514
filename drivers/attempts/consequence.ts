// SPDX-License-Identifier: GPL-2.0-or-later
import { EPERM, isPageFailure, type ReturnCode } from '../../mm/errno';
import type { FaultTrace } from '../../mm/fault-trace';
import { Ending, type RangeRecord } from '../../mm/range-record';

/** What a request that grew makes an attempt do that it would not have done, the worst first. */
const CONSEQUENCES = [
  'permission-denied',
  'bad-address',
  'copy-on-write',
  'migration-back',
  'hinting-fault',
  'write-fault',
  'read-fault',
  'wait',
  'no-effect',
] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

export const CONSEQUENCE_TEXTS: Readonly<Record<Consequence, string>> = {
  'permission-denied': 'the call fails with -EPERM, because of access that was not requested',
  'bad-address': 'the call fails with -EFAULT, because of a page that was not requested',
  'copy-on-write': 'copy-on-write is broken, which invalidates the range and costs an attempt',
  'migration-back': 'a device page moves back to memory, which invalidates the range',
  'hinting-fault': 'a needless NUMA-hinting fault: the page is mapped again',
  'write-fault': 'a needless write fault',
  'read-fault': 'a needless page fault',
  wait: 'the call waits for a migrating page that was not requested',
  'no-effect': 'the page already satisfies it',
};

/** What one attempt did, as far as requests decide it. */
export interface Deeds {
  readonly ret: ReturnCode;
  readonly faults: number;
  readonly writeFaults: number;
  readonly waits: number;
  readonly copies: number;
  readonly migrationsBack: number;
  readonly hintingFaults: number;
}

/** How often some rules of `handle_mm_fault` (model.md) decided. */
interface RuleCounts {
  readonly migrationsBack: number;
  readonly hintingFaults: number;
  /** In a private VMA each of them is a copy. */
  readonly madeWritable: number;
}

export function ruleCountsOf(counts: Float64Array): RuleCounts {
  return {
    migrationsBack: counts[14] ?? 0,
    hintingFaults: counts[16] ?? 0,
    madeWritable: counts[17] ?? 0,
  };
}

/** What the last call did; `before` and `after` are the counts around it. */
export function deedsOf(
  record: RangeRecord,
  before: RuleCounts,
  after: RuleCounts,
  shared: boolean,
): Deeds {
  return {
    ret: record.ret,
    faults: pagesFaulted(record.faults, false),
    writeFaults: pagesFaulted(record.faults, true),
    waits: record.walkEnds().filter(({ ending }) => ending === Ending.waited).length,
    copies: shared ? 0 : after.madeWritable - before.madeWritable,
    migrationsBack: after.migrationsBack - before.migrationsBack,
    hintingFaults: after.hintingFaults - before.hintingFaults,
  };
}

/** What an attempt did with requests that grew and would not have done without, the worst first. */
export function consequencesOf(without: Deeds, grown: Deeds): readonly Consequence[] {
  return CONSEQUENCES.filter((consequence) => happened(consequence, without, grown));
}

function happened(consequence: Consequence, without: Deeds, grown: Deeds): boolean {
  switch (consequence) {
    case 'permission-denied':
      return grown.ret === EPERM && without.ret !== EPERM;
    case 'bad-address':
      return isPageFailure(grown.ret) && !isPageFailure(without.ret);
    case 'copy-on-write':
      return grown.copies > without.copies;
    case 'migration-back':
      return grown.migrationsBack > without.migrationsBack;
    case 'hinting-fault':
      return grown.hintingFaults > without.hintingFaults;
    case 'write-fault':
      return grown.writeFaults > without.writeFaults;
    case 'read-fault':
      return grown.faults > without.faults;
    case 'wait':
      return grown.waits > without.waits;
    case 'no-effect':
      return false;
  }
}

function pagesFaulted(trace: FaultTrace, writesOnly: boolean): number {
  let pages = 0;
  for (let row = 0; row < trace.rows; row++) {
    const { pages: faulted, write } = trace.row(row);
    if (write || !writesOnly) pages += faulted;
  }
  return pages;
}
