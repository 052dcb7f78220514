// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { GivenUpError, RangeTooWideError } from '../run/no-room';
import type { Side } from '../run/side';
import type { SideName } from '../run/side-names';
import { isAmong, type KindSet, kindsThat } from '../scenario/entry-kinds';
import type { Scenario } from '../scenario/scenario';
import { type ModelName, NARROW_NAMES } from '../scenario/sides';
import { sameAttempts } from './same-course';

/** One thing in which two sides differ; the pair that was compared knows both values. */
export type Disagreement =
  | { readonly aspect: 'ret' }
  /**
   * v5.7's page count, against the range's pages that a success of the others stands for; or a count
   * of all pages where v5.7 cannot return that.
   */
  | { readonly aspect: 'count' }
  | { readonly aspect: 'walks' }
  /** The inner attempts of a call that starts again itself. */
  | { readonly aspect: 'attempts' }
  | { readonly aspect: 'faults' }
  /** The page at which the call stopped: output before it, input from there on. */
  | { readonly aspect: 'stop' }
  | { readonly aspect: 'page'; readonly page: number }
  /** The order of the CPU's mapping, between sides whose words both tell it. */
  | { readonly aspect: 'order'; readonly page: number }
  /** A page whose input should be untouched and is not. */
  | { readonly aspect: 'input'; readonly page: number; readonly side: SideName };
/** In what two sides can differ. */
export type Aspect = Disagreement['aspect'];

/** Two sides that ran one scenario, as long as neither runs another. */
export interface Pair {
  readonly scenario: Scenario;
  readonly left: Side;
  readonly right: Side;
  /** What the right side was asked, if that was put in other words than in the scenario. */
  readonly rightAsks?: Uint8Array;
}

/**
 * Compares what two sides made of one scenario (model.md, section 5): return code, fault trace and
 * walks always; page states, and map orders where both sides tell them, up to where the call
 * stopped; input from there on. Both sides must have run and been decoded.
 *
 * @returns every disagreement, in the order of {@link Disagreement} and page; empty if there is none.
 */
export function compare(pair: Pair): readonly Disagreement[] {
  const left = pair.left.record;
  const right = pair.right.record;
  const found: Disagreement[] = [];
  if (left.ret !== right.ret) found.push({ aspect: 'ret' });
  if (countOf(pair.left) !== countOf(pair.right) || countsOtherwise(pair)) {
    found.push({ aspect: 'count' });
  }
  if (left.walks !== right.walks) found.push({ aspect: 'walks' });
  if (!sameAttempts(left, right)) found.push({ aspect: 'attempts' });
  if (!left.faults.equals(right.faults)) found.push({ aspect: 'faults' });
  if (left.stoppedAt !== right.stoppedAt) found.push({ aspect: 'stop' });
  const pages = Math.min(left.stoppedAt, right.stoppedAt);
  comparePages(pair, pages, found);
  if (pair.left.tellsOrder && pair.right.tellsOrder) compareOrders(pair, pages, found);
  const { asks } = pair.scenario.range;
  checkInput(pair.left, asks, found);
  checkInput(pair.right, pair.rightAsks ?? asks, found);
  compareLeftOver(pair, found);
  return found;
}

/** Whether v5.7 must count fewer pages than a side for which a success stands for all of them. */
function countsOtherwise({ left, right }: Pair): boolean {
  return right.pageCount === undefined && countsTooMuch(left);
}

/** What success tells the driver: how many pages were handled. */
function countOf(side: Side): number {
  return side.record.ret === 0 ? (side.pageCount ?? side.record.pages) : 0;
}

function comparePages(pair: Pair, pages: number, found: Disagreement[]): void {
  const { kinds, pfns } = pair.left.states;
  const { kinds: otherKinds, pfns: otherPfns } = pair.right.states;
  for (let page = 0; page < pages; page++) {
    if (
      !sameKind(kinds[page], otherKinds[page]) ||
      pfns[2 * page] !== otherPfns[2 * page] ||
      pfns[2 * page + 1] !== otherPfns[2 * page + 1]
    ) {
      found.push({ aspect: 'page', page });
    }
  }
}

function compareOrders({ left, right }: Pair, pages: number, found: Disagreement[]): void {
  for (let page = 0; page < pages; page++) {
    if (left.mapOrder(page) !== right.mapOrder(page)) found.push({ aspect: 'order', page });
  }
}

/** `special` is v5.7's second word for an error. */
function sameKind(left: number | undefined, right: number | undefined): boolean {
  return left === right || (isError(left) && isError(right));
}

function isError(kind: number | undefined): boolean {
  return kind === StateKind.error || kind === StateKind.special;
}

/**
 * What attempts before the last one put out and it did not reach: raw words, of longs of the same width.
 */
function compareLeftOver({ left, right }: Pair, found: Disagreement[]): void {
  const stop = Math.min(left.record.inputFrom, right.record.inputFrom);
  if (left.wordsPerPage !== right.wordsPerPage) return;
  for (let page = Math.max(left.record.stoppedAt, right.record.stoppedAt); page < stop; page++) {
    if (left.word(page) !== right.word(page)) {
      found.push({ aspect: 'input', page, side: right.name });
    }
  }
}

function checkInput(side: Side, asks: Uint8Array, found: Disagreement[]): void {
  for (let page = side.record.inputFrom; page < asks.length; page++) {
    if (!side.holdsRequest(page, asks[page] ?? 0)) {
      found.push({ aspect: 'input', page, side: side.name });
    }
  }
}

/** Why two sides cannot be compared on a scenario. */
export type Incomparable =
  /** The pfn of some page does not fit into a 32-bit long. */
  | { readonly id: 'pfn-overflow'; readonly page: number }
  /** The range does not fit into addresses of 32 bits; models have addresses of 64 bits. */
  | { readonly id: 'range-too-wide' }
  /** A kernel tree was given up before: too often it did not come to an end. */
  | { readonly id: 'tree-given-up' };

/** A reason for a person, in the terms of a known difference. */
interface IncomparableReason<Id extends Incomparable['id'] = Incomparable['id']> {
  readonly id: Id;
  readonly title: string;
  readonly does: Readonly<Partial<Record<ModelName, string>>>;
  readonly why: string;
  readonly driver: string;
}

/** What each reason means. */
export const INCOMPARABLE_REASONS: {
  readonly [Id in Incomparable['id']]: IncomparableReason<Id>;
} = {
  'pfn-overflow': {
    id: 'pfn-overflow',
    title: 'with a 32-bit long, a pfn of the scenario does not fit below the flags',
    does: {
      modern: 'reports the page',
      ...Object.fromEntries(NARROW_NAMES.map((side) => [side, 'has no result'])),
    },
    why:
      'The flags are the top three bits of a long, which leaves 29 bits below them. The overflow is ' +
      'detected, and nothing is claimed about the result.',
    driver: 'None: a machine with a 32-bit long has no such page.',
  },
  'range-too-wide': {
    id: 'range-too-wide',
    title: 'the range does not fit into addresses of 32 bits',
    does: {},
    why:
      'A tree that is compiled for longs of 32 bits sees the addresses of a window of 3 GiB, and the ' +
      'range begins in the first or the second GiB of it.',
    driver: 'None: a process with addresses of 32 bits has no such range.',
  },
  'tree-given-up': {
    id: 'tree-given-up',
    title: 'the tree was given up, as in ten scenarios it did not come to an end',
    does: {},
    why:
      'A scenario in which the code of a tree computes without end takes a second of processor time. After ten of them ' +
      'the tree is asked no more; the scenarios that come then are counted, and nothing is claimed about them.',
    driver: 'None of its own: that the code did not come to an end is the finding.',
  },
};

/** The reasons that some scenario shows with two models; the others only a tree has. */
export const REASONS_OF_MODELS: readonly IncomparableReason[] = [
  INCOMPARABLE_REASONS['pfn-overflow'],
];

/** Those that only a tree has: a model has no scenario to show them by. */
export const REASONS_OF_TREES: readonly IncomparableReason<'range-too-wide' | 'tree-given-up'>[] = [
  INCOMPARABLE_REASONS['range-too-wide'],
  INCOMPARABLE_REASONS['tree-given-up'],
];

/** The ids of {@link REASONS_OF_MODELS}. */
export const INCOMPARABLE_IDS: readonly Incomparable['id'][] = REASONS_OF_MODELS.map(
  ({ id }) => id,
);

/** Why two sides that ran a scenario cannot be compared on it; undefined if they can. */
export function overflowOf(sides: {
  readonly left: Pick<Side, 'overflow'>;
  readonly right: Pick<Side, 'overflow'>;
}): Incomparable | undefined {
  const overflow = sides.left.overflow ?? sides.right.overflow;
  if (overflow === undefined) return undefined;
  if (overflow instanceof RangeTooWideError) return { id: 'range-too-wide' };
  if (overflow instanceof GivenUpError) return { id: 'tree-given-up' };
  return { id: 'pfn-overflow', page: overflow.page };
}

/** The pieces that v5.7 fills without recording their end (model.md, section 3). */
const UNCOUNTED: KindSet = kindsThat(({ counted }) => !counted);

/**
 * Whether a side returned the count of the whole range where that cannot be: the range ends in a
 * piece whose end v5.7 does not record.
 */
export function countsTooMuch({ pageCount, record }: Side): boolean {
  if (pageCount !== record.pages) return false;
  return isAmong(UNCOUNTED, kindOf(record.origins[record.pages - 1] ?? 0));
}
