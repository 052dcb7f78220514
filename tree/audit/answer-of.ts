// SPDX-License-Identifier: GPL-2.0-or-later
import { LIVELOCK } from '../../mm/errno';
import { address } from '../../mm/units';
import { INCOMPARABLE_REASONS } from '../../oracle/compare/compare';
import type { Answer } from '../../oracle/external/answer';
import { GIVEN_UP } from '../side/patience';
import { type TreeReply, WireOutcome } from '../wire/types';

/** What a tree's code did instead of returning; the words of a finding after the tree's name. */
const FAILURES = {
  [WireOutcome.bug]: 'runs into a BUG()',
  [WireOutcome.fault]: 'accesses memory that is not there',
  [WireOutcome.endless]: 'does not come to an end within one walk',
  [WireOutcome.timeout]: 'does not come to an end',
  [WireOutcome.sanitizer]: 'is reported by a sanitizer',
  [WireOutcome.ended]: 'ends its process',
} as const;

/**
 * A tree's reply as the answer of a side.
 * @param stoppedAt the index of the first page that still holds input, if it was asked for.
 * @param counts whether the return value of a success is a page count, as until 5.7.
 */
export function treeAnswerOf(reply: TreeReply, counts: boolean, stoppedAt?: number): Answer {
  const { outcome, words, faults, walks, text } = reply;
  switch (outcome) {
    case WireOutcome.returned:
    case WireOutcome.livelock: {
      const livelock = outcome === WireOutcome.livelock;
      const isCount = counts && !livelock && reply.ret >= 0;
      return {
        kind: 'result',
        result: {
          ret: livelock ? LIVELOCK : isCount ? 0 : reply.ret,
          pages: isCount ? reply.ret : undefined,
          words,
          faults: faults.map(({ at, pages, write }) => ({ at: address(at), pages, write })),
          walks,
          // After a success all pages have output.
          stoppedAt: reply.ret >= 0 && !livelock ? words.length : stoppedAt,
        },
      };
    }
    case WireOutcome.overflow:
      return { kind: 'none', why: INCOMPARABLE_REASONS['pfn-overflow'].title };
    case WireOutcome.tooWide:
      return { kind: 'none', why: INCOMPARABLE_REASONS['range-too-wide'].title };
    case WireOutcome.notRun:
      return { kind: 'none', why: notRunWhy(text) };
    case WireOutcome.bug:
    case WireOutcome.fault:
    case WireOutcome.endless:
    case WireOutcome.timeout:
    case WireOutcome.sanitizer:
    case WireOutcome.ended:
      return {
        kind: 'failed',
        what: FAILURES[outcome],
        lines: text === '' ? [] : text.split('\n'),
      };
  }
}

const TOO_MANY_ENDS = 'too many scenarios before it ended their process';

/** Why a tree is not asked, though nothing is wrong with what it would be asked. */
export const NOT_RUN: readonly string[] = [TOO_MANY_ENDS, GIVEN_UP];

/** Why a scenario was not run, by the text of its reply. */
export function notRunWhy(text: string): string {
  return text === '' ? TOO_MANY_ENDS : text;
}
