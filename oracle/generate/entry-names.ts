// SPDX-License-Identifier: GPL-2.0-or-later
import { type Kind, kindOf } from '../../mm/entry';
import type { Level } from '../../mm/units';
import type { EntryDocument } from '../scenario/document';
import { HUGETLB_KINDS, LEVEL_NAMES, PLAIN_KINDS } from '../scenario/entry-kinds';

/** A kind of entry at its level, in a document's words for both: `pte-present`, `pmd-huge`. */
export type EntryName = EntryDocument extends infer Entry
  ? Entry extends { readonly level: infer Level; readonly is: infer Is }
    ? `${Level & string}-${Is & string}`
    : never
  : never;

/** By level, then by kind. In the slots of hugetlb VMAs the names are the same as elsewhere. */
const NAMES: readonly ReadonlyMap<Kind, string>[] = LEVEL_NAMES.map((level) => {
  const hugetlb = level === 'pmd' || level === 'pud' ? HUGETLB_KINDS : {};
  const kinds = [...Object.entries(PLAIN_KINDS[level]), ...Object.entries(hugetlb)];
  return new Map(kinds.map(([name, kind]) => [kind, `${level}-${name}`]));
});

/** The names of all entries that a document can hold. */
export const ENTRY_NAMES: readonly string[] = [
  ...new Set(NAMES.flatMap((names) => [...names.values()])),
];

/** The name of an entry, or of what an entry is made from. */
export function entryName(level: Level, high: number): string {
  return NAMES[level]?.get(kindOf(high)) ?? '';
}
