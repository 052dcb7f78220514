// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { Kind, kindOf, SPECIAL_BIT } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import type { Pfn } from '../../mm/units';
import type { Word64 } from '../../mm/word64';
import type { Pair } from '../compare/compare';
import type { Side } from '../run/side';
import { formatOf } from '../scenario/scenario';

/**
 * The decision about one page that both sides took alike, told apart from how each wrote it down.
 * `flags` is what the CPU may do; `word` is the legacy side's output word for it.
 */
export type PageDecision =
  | { readonly kind: 'none'; readonly word: Word64 }
  | { readonly kind: 'error'; readonly special: boolean; readonly word: Word64 }
  | {
      readonly kind: 'page';
      readonly pfn: Pfn;
      readonly flags: 'nothing' | 'read' | 'write';
      readonly word: Word64;
    }
  /** v5.7 and legacy wrote the same word, which they read differently. */
  | { readonly kind: 'same word' };

type EncodedDecision = Exclude<PageDecision, { readonly kind: 'same word' }>;

/**
 * The decision behind a page on which the sides' states differ, if only the formats can be to
 * blame: both sides met the same entry, and the left side's word is, bit by bit, what its format
 * makes of what the right side reports. Anything else is no matter of formats: undefined.
 *
 * @param pair a side with the customizable format on the left.
 */
export function decisionOf(pair: Pair, page: number): PageDecision | undefined {
  const { left, right } = pair;
  const origin = right.record.origins[page] ?? 0;
  if (left.record.origins[page] !== origin) return undefined;
  if (right.name === 'legacy') return legacyDecision(pair, page, origin);
  const decision = modernDecision(pair, page, origin);
  return decision !== undefined && left.holds(page, decision.word) ? decision : undefined;
}

/** v5.7 and legacy share a format; they differ only in the value of a special page. */
function legacyDecision(pair: Pair, page: number, origin: number): PageDecision | undefined {
  const { left, right, scenario } = pair;
  const { special, error } = formatOf(scenario);
  if (isSpecial(origin) && left.holds(page, special) && right.holds(page, error)) {
    return { kind: 'error', special: true, word: special };
  }
  return left.word(page) === right.word(page) ? { kind: 'same word' } : undefined;
}

/** Reads the decision from the modern side, and encodes it as the legacy side should have. */
function modernDecision(pair: Pair, page: number, origin: number): EncodedDecision | undefined {
  const format = formatOf(pair.scenario);
  const { states } = pair.right;
  const kind = states.kinds[page];
  if (kind === StateKind.error) {
    const special = isSpecial(origin) && pair.left.name === 'v5.7';
    return { kind: 'error', special, word: special ? format.special : format.error };
  }
  if (kind === StateKind.malformed) return undefined;
  // The word 0 is "none", unless an entry was met whose pfn is 0 and whose CPU flags are empty.
  if (kind === StateKind.none && !mapsWithoutFlags(origin)) {
    return { kind: 'none', word: format.none };
  }
  const pfn = states.pfn(page);
  const flags = kind === StateKind.write ? 'write' : kind === StateKind.read ? 'read' : 'nothing';
  return { kind: 'page', pfn, flags, word: format.encodeHalves(pfn, flags === 'write') };
}

/** Whether what was met is reported with its pfn although the CPU may not use it. */
function mapsWithoutFlags(origin: number): boolean {
  switch (kindOf(origin)) {
    case Kind.ptePresent:
    case Kind.pmdHuge:
    case Kind.hugetlbPresent:
    case Kind.hugetlbNone:
    case Kind.hugetlbMigration:
    case Kind.hugetlbHwpoison:
      return true;
    default:
      return false;
  }
}

function isSpecial(origin: number): boolean {
  return kindOf(origin) === Kind.ptePresent && (origin & SPECIAL_BIT) !== 0;
}

/** Whether a side's word for a page is one of the values that its decoder knows. */
export function holdsValue(side: Side, format: LegacyFormat, page: number): boolean {
  return (
    side.holds(page, format.none) ||
    side.holds(page, format.error) ||
    (side.name === 'v5.7' && side.holds(page, format.special))
  );
}
