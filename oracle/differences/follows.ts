// SPDX-License-Identifier: GPL-2.0-or-later

import { Kind, kindOf, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import type { PageNumber } from '../../mm/units';
import { ORDER_BITS } from '../../modern/format';
import type { Disagreement, Pair } from '../compare/compare';
import { isHugetlb, metBy, type OriginName, originName, originOf } from '../compare/origin';
import type { Side } from '../run/side';
import { isModern, pfnRoomOf, type SideName } from '../run/side-names';
import { formatOf } from '../scenario/scenario';
import { fieldsOf, stateOfWord, wordOfPage } from './read-word';

/** What three flags leave of a long of 32 bits. */
const PFN_BITS = 29;

/**
 * The decision about one page that both sides took alike, as opposed to how each encoded it. `flags` is
 * what the CPU may do. None is not among them: it is the first value that a decoder compares with, so
 * that in every format it reads as none.
 */
export type PageDecision =
  | { readonly kind: 'error'; readonly special: boolean }
  | { readonly kind: 'page'; readonly pfn: bigint; readonly flags: 'nothing' | 'read' | 'write' }
  /** v5.7 and legacy wrote the same word, which they read differently. */
  | { readonly kind: 'same word' };

/** One disagreement of a pair, with what the right side met there and the decision behind it, computed at most once. */
export class Reading {
  private found: PageDecision | undefined;
  private sought = false;
  private metName: OriginName | undefined;

  constructor(
    readonly pair: Pair,
    readonly disagreement: Disagreement,
  ) {}

  /** What the right side met at the page; undefined if the disagreement is not about a page's state. */
  get met(): OriginName | undefined {
    const { pair, disagreement } = this;
    if (disagreement.aspect !== 'page') return undefined;
    this.metName ??= originName(
      pair.right.record.origins[disagreement.page] ?? 0,
      pair.scenario.range.owner,
    );
    return this.metName;
  }

  /** The {@link pageDecision} the page; undefined too if the disagreement is not about a page's state. */
  get decision(): PageDecision | undefined {
    if (!this.sought && this.disagreement.aspect === 'page') {
      this.found = pageDecision(this.pair, this.disagreement.page);
    }
    this.sought = true;
    return this.found;
  }
}

type EncodedDecision = Exclude<PageDecision, { readonly kind: 'same word' }>;

/**
 * The decision behind a page on which the sides' states differ, if only the formats can be to
 * blame: both sides met the same entry; the right side reports what is to be said of it; the left
 * side's word is, bit by bit, what its format makes of that; and each side reads what is to be read
 * from its word. Anything else is no matter of formats: undefined.
 *
 * @param pair a side with the customizable format on the left.
 */
export function pageDecision(pair: Pair, page: PageNumber): PageDecision | undefined {
  const { left, right } = pair;
  const origin = right.record.origins[page] ?? 0;
  if (left.record.origins[page] !== origin || !readsItsWord(pair, left, page)) return undefined;
  if (right.name === 'legacy') return legacyDecision(pair, page, origin);
  const { pfn } = right.states.at(page);
  const plain = writtenDecision(pair, page, origin, pfn);
  const room = pfnRoomOf(right.name);
  if (plain !== undefined || room === undefined) return plain;
  for (const longer of longerPfns(right, page, pfn, room)) {
    const decision = writtenDecision(pair, page, origin, longer);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

/** The decision, if the right side reports this pfn, that the left side's word is written from. */
function writtenDecision(
  pair: Pair,
  page: PageNumber,
  origin: number,
  pfn: bigint,
): EncodedDecision | undefined {
  const decision = modernDecision(pair, page, origin, pfn);
  if (decision === undefined || pair.left.word(page) !== wordOf(decision, pair)) return undefined;
  return decision;
}

/**
 * The other pfns that a page's word can have been made of in a long of 32 bits: the one that it reads as, with
 * bits that the word has above the room for it.
 */
function* longerPfns(right: Side, page: PageNumber, pfn: bigint, room: number): Generator<bigint> {
  const above = BigInt.asUintN(PFN_BITS, right.word(page)) >> BigInt(room);
  for (let bits = above; bits !== 0n; bits = (bits - 1n) & above)
    yield pfn | (bits << BigInt(room));
}

/** Whether a side with the customizable format reads what is to be read from its word. */
function readsItsWord({ scenario }: Pair, side: Side, page: PageNumber): boolean {
  if (isModern(side.name)) return false;
  const due = stateOfWord(formatOf(scenario), side.name, side.word(page));
  const read = side.states.at(page);
  return read.kind === due.kind && read.pfn === due.pfn;
}

/** v5.7 and legacy share a format; they differ only in the value of a special page. */
function legacyDecision(pair: Pair, page: PageNumber, origin: number): PageDecision | undefined {
  const { left, right, scenario } = pair;
  if (!readsItsWord(pair, right, page)) return undefined;
  const { special, error } = fieldsOf(formatOf(scenario)).values;
  if (isSpecial(origin) && left.word(page) === special && right.word(page) === error) {
    return { kind: 'error', special: true };
  }
  return left.word(page) === right.word(page) ? { kind: 'same word' } : undefined;
}

/** Reads the decision from the fixed format, if the right side reports what the entry calls for. */
function modernDecision(
  { right, scenario }: Pair,
  page: PageNumber,
  origin: number,
  pfn: bigint,
): EncodedDecision | undefined {
  const { kind } = right.states.at(page);
  const isZeroPage = kind !== StateKind.error && pfn === BigInt(scenario.mm.zeroPfn);
  const reported = reportedFor(right.name, origin, scenario.range.owner, isZeroPage);
  switch (reported) {
    case 'error':
      return kind === StateKind.error ? { kind: 'error', special: isSpecial(origin) } : undefined;
    case 'read':
      return kind === StateKind.read ? { kind: 'page', pfn, flags: 'read' } : undefined;
    case 'write':
      return kind === StateKind.write ? { kind: 'page', pfn, flags: 'write' } : undefined;
    case 'nothing': {
      const blank = isHidden(right.name, pfn) && !(right.tellsOrder && isHugetlb(origin));
      const due = blank ? StateKind.none : StateKind.stray;
      return kind === due ? { kind: 'page', pfn, flags: 'nothing' } : undefined;
    }
    case undefined:
      return undefined;
  }
}

/**
 * Whether a word with this pfn and nothing else reads as none: if it is 0, or if all its bits stand where a
 * long of 32 bits has the DMA flags, above the map order.
 */
export function isHidden(side: SideName, pfn: bigint): boolean {
  const room = pfnRoomOf(side);
  return room === undefined ? pfn === 0n : BigInt.asUintN(room + ORDER_BITS, pfn) === 0n;
}

/** The word that the left side's format has for a decision. */
function wordOf(decision: EncodedDecision, { left, scenario }: Pair): bigint {
  const format = formatOf(scenario);
  const { error, special } = fieldsOf(format).values;
  switch (decision.kind) {
    case 'error':
      return decision.special && left.name === 'v5.7' ? special : error;
    case 'page':
      return wordOfPage(format, decision.pfn, decision.flags === 'write');
  }
}

/** What is reported where nobody asked: an error, or a page that the CPU may use so. */
type Reported = 'error' | 'nothing' | 'read' | 'write';

/**
 * What is to be reported of what a walk met (model.md, section 2).
 * @returns undefined for none, which every format reads alike, and if the walk met nothing there.
 * @param isZeroPage whether the pfn that was reported is the zero page's, which is no special page.
 */
function reportedFor(
  side: SideName,
  origin: number,
  owner: number,
  isZeroPage: boolean,
): Reported | undefined {
  switch (metBy(side, originOf(origin, owner)).reported) {
    case 'error':
      return 'error';
    case 'special page':
    case 'special bare':
      return isZeroPage ? access(origin) : 'error';
    case 'bare':
      return 'nothing';
    case 'page':
      return access(origin);
    case 'none':
    case 'nothing':
      return undefined;
  }
}

function access(origin: number): Reported {
  if ((origin & PROTNONE_BIT) !== 0) return 'nothing';
  return (origin & WRITE_BIT) !== 0 ? 'write' : 'read';
}

function isSpecial(origin: number): boolean {
  const kind = kindOf(origin);
  return kind === Kind.pteDevmap || (kind === Kind.ptePresent && (origin & SPECIAL_BIT) !== 0);
}
