// SPDX-License-Identifier: GPL-2.0-or-later
import type { Loop } from '../../drivers/loop';

/** Which decision of a loop a fact is about; `noPages` is of the customizable format alone. */
type ObservedField = Exclude<keyof Loop, 'noPages'>;

/** The fields in the order in which they are shown. */
export const OBSERVED_FIELDS = [
  'call',
  'sequence',
  'rewrites',
  'pieces',
  'check',
  'bounds',
] as const satisfies readonly ObservedField[];

/** What a run can show of the loop around the range fault: the bits of `audit/c/child/loop.h`, from 0 on. */
export const LOOP_FACTS = [
  ['range-fault', 'call', 'hmm_range_fault()'],
  ['helper', 'call', 'hmm_range_fault_unlocked_timeout()'],
  ['helper-unlimited', 'call', 'hmm_range_fault_unlocked_timeout() without a limit of time'],
  ['read-for-attempt', 'sequence', 'read anew for a further attempt'],
  ['kept-for-attempt', 'sequence', 'not read anew for a further attempt'],
  ['read-for-check', 'sequence', 'read after the call, for the check'],
  ['read-for-piece', 'sequence', 'read anew for a further piece'],
  ['kept-for-piece', 'sequence', 'read once for several pieces'],
  ['rewritten', 'rewrites', 'the array is written anew before a further attempt'],
  ['left', 'rewrites', 'the array goes in again as the last attempt has left it'],
  ['masked', 'rewrites', 'the mask hides the array in a further attempt'],
  ['asks-same', 'rewrites', 'a further attempt asks for the same'],
  ['asks-less', 'rewrites', 'a further attempt asks for less'],
  ['asks-more', 'rewrites', 'a further attempt asks for more'],
  ['whole', 'pieces', 'the whole range'],
  ['pieces', 'pieces', 'a piece of the range'],
  ['checked', 'check', 'passes'],
  ['unchecked', 'check', 'none after a success'],
  ['stale-again', 'check', 'stale: tries again'],
  ['stale-fails', 'check', 'stale: gives up'],
  ['busy-again', 'bounds', 'after -EBUSY: tries again'],
  ['busy-fails', 'bounds', 'after -EBUSY: gives up'],
  ['busy-time', 'bounds', 'after -EBUSY: looks at the time'],
  ['busy-signal', 'bounds', 'after -EBUSY: looks for a signal'],
  ['stale-time', 'bounds', 'after a stale check: looks at the time'],
  ['stale-signal', 'bounds', 'after a stale check: looks for a signal'],
  ['busy-endless', 'bounds', 'after -EBUSY: no end'],
  ['stale-endless', 'bounds', 'after a stale check: no end'],
] as const satisfies readonly (readonly [name: string, field: ObservedField, what: string])[];
export type LoopFact = (typeof LOOP_FACTS)[number][0];

/** What one run has shown of the loop. */
export interface LoopSeen {
  /** Bits, as {@link LOOP_FACTS} has them. */
  readonly loopFacts: number;
  /** The most attempts at one piece of the range. */
  readonly attempts: number;
  /** The most pages of a piece. */
  readonly piecePages: number;
}

/** Whether a run has shown this. */
export function hasShown({ loopFacts }: LoopSeen, fact: LoopFact): boolean {
  return ((loopFacts >>> LOOP_FACTS.findIndex(([name]) => name === fact)) & 1) === 1;
}

/** A fact, with how many runs have shown it. */
interface ObservedFact {
  readonly fact: LoopFact;
  readonly field: ObservedField;
  readonly what: string;
  readonly runs: number;
}

/** The loop around the range fault as runs have shown it, whatever its source looks like. */
export interface ObservedLoop {
  /** Runs in which the range fault was called. */
  readonly runs: number;
  /** The most attempts at one piece after which the loop has come to an end by itself. */
  readonly attempts: number;
  readonly piecePages: number;
  readonly facts: readonly ObservedFact[];
}

/** Counts what runs show of a loop. */
export class LoopTally {
  private runs = 0;
  private attempts = 0;
  private piecePages = 0;
  private readonly counts = LOOP_FACTS.map(() => 0);

  add(seen: LoopSeen): void {
    if (seen.loopFacts === 0) return;
    this.runs++;
    const endless = hasShown(seen, 'busy-endless') || hasShown(seen, 'stale-endless');
    if (!endless) this.attempts = Math.max(this.attempts, seen.attempts);
    this.piecePages = Math.max(this.piecePages, seen.piecePages);
    for (const bit of LOOP_FACTS.keys()) {
      if ((seen.loopFacts >>> bit) & 1) this.counts[bit] = (this.counts[bit] ?? 0) + 1;
    }
  }

  /** All that was seen; null if no run has called the range fault. */
  observed(): ObservedLoop | null {
    if (this.runs === 0) return null;
    const { runs, attempts, piecePages } = this;
    const facts = LOOP_FACTS.flatMap(([fact, field, what], bit) => {
      const count = this.counts[bit] ?? 0;
      return count === 0 ? [] : [{ fact, field, what, runs: count }];
    });
    return { runs, attempts, piecePages, facts };
  }
}

/** What is said of a fact, with the number that belongs to it. */
export function observedText({ fact, what }: ObservedFact, loop: ObservedLoop): string {
  switch (fact) {
    case 'pieces':
      return `${what}, of at most ${pages(loop.piecePages)}`;
    case 'busy-fails':
    case 'stale-fails':
      return `${what}, in the ${loop.attempts === 1 ? 'first attempt' : `last of at most ${loop.attempts} attempts`}`;
    default:
      return what;
  }
}

function pages(count: number): string {
  return count === 1 ? '1 page' : `${count} pages`;
}
