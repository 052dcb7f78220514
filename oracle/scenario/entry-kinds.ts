// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../mm/entry';
import { type Level, PGD, PMD, PTE, PUD } from '../../mm/units';
import type { EntryPlace, FieldName, KindRow } from './kind-row';
import { KIND_TABLE } from './kind-table';

/** The names of levels in documents. */
export const LEVEL_NAMES = ['pte', 'pmd', 'pud', 'pgd'] as const;
export type LevelName = (typeof LEVEL_NAMES)[number];

export const LEVELS: Readonly<Record<LevelName, Level>> = {
  pte: PTE,
  pmd: PMD,
  pud: PUD,
  pgd: PGD,
};

/** A kind with its row, as {@link KIND_ROWS} has them. */
export interface NamedRow extends KindRow {
  readonly name: keyof typeof KIND_TABLE;
  readonly kind: Kind;
}

/** The rows of `kind-table.ts`, in its order. */
export const KIND_ROWS: readonly NamedRow[] = rowsOf(KIND_TABLE);

/** By kind; there is one for each. */
const ROW_BY_KIND: readonly NamedRow[] = KIND_ROWS.toSorted((one, other) => one.kind - other.kind);

/**
 * What is known of a kind.
 * @throws RangeError for a number that is no kind.
 */
export function rowOf(kind: Kind): NamedRow {
  const row = ROW_BY_KIND[kind];
  if (row === undefined) throw new RangeError(`"kind" expected a kind of entry, got ${kind}`);
  return row;
}

function rowsOf(table: Readonly<Record<keyof typeof KIND_TABLE, KindRow>>): readonly NamedRow[] {
  return Object.entries(table).flatMap(([name, row]) =>
    isInTable(name) ? [{ ...row, name, kind: Kind[name] }] : [],
  );
}

function isInTable(name: string): name is keyof typeof KIND_TABLE {
  return name in KIND_TABLE;
}

/** The kinds that stand at a place, none and tables first. */
export function kindsAt(place: EntryPlace): readonly NamedRow[] {
  const here = KIND_ROWS.filter(({ at }) => at[place] !== undefined);
  const isEmpty = ({ kind }: NamedRow): boolean => kind === Kind.none || kind === Kind.table;
  return [...here.filter(isEmpty), ...here.filter((row) => !isEmpty(row))];
}

/** Whether a kind stands in slots of a level; those of hugetlb VMAs are PMDs or PUDs. */
export function standsAt({ at }: KindRow, level: LevelName): boolean {
  const hugetlb = level === 'pmd' || level === 'pud';
  return at[level] !== undefined || (hugetlb && at.hugetlb !== undefined);
}

/** All names (`is`) that entries can have at a level, with the row of the first kind that has it. */
export const NAMES_AT: Readonly<Record<LevelName, ReadonlyMap<string, NamedRow>>> = {
  pte: namesOf('pte'),
  pmd: namesOf('pmd', 'hugetlb'),
  pud: namesOf('pud', 'hugetlb'),
  pgd: namesOf('pgd'),
};

function namesOf(...places: readonly EntryPlace[]): ReadonlyMap<string, NamedRow> {
  const rows = new Map<string, NamedRow>();
  for (const row of places.flatMap(kindsAt)) if (!rows.has(row.is)) rows.set(row.is, row);
  return rows;
}

/**
 * What is known of an entry of a document; of what an ordinary and a hugetlb VMA have in common,
 * the ordinary kind.
 */
export function entryRow({
  level,
  is,
}: {
  readonly level: LevelName;
  readonly is: string;
}): NamedRow {
  const row = NAMES_AT[level].get(is);
  if (row === undefined) throw new RangeError(`"entry" expected a kind of ${level}, got ${is}`);
  return row;
}

/** The kinds by their name (`is`) in documents. */
export type KindsByName = Readonly<Record<string, Kind>>;

/** What stands at a level, except in the slots of a hugetlb VMA. */
export const PLAIN_KINDS: Readonly<Record<LevelName, KindsByName>> = {
  pte: byName('pte'),
  pmd: byName('pmd'),
  pud: byName('pud'),
  pgd: byName('pgd'),
};

/** What stands in the slots of a hugetlb VMA, which are at the level of its page size. */
export const HUGETLB_KINDS: KindsByName = byName('hugetlb');

function byName(place: EntryPlace): KindsByName {
  return Object.fromEntries(kindsAt(place).map(({ is, kind }) => [is, kind]));
}

/** Kinds, a bit each (there are fewer than 32): whether one is among them costs a shift. */
export type KindSet = number & { readonly [kindSetBrand]: true };
declare const kindSetBrand: unique symbol;

/** The kinds whose row is so. */
export function kindsThat(are: (row: NamedRow) => boolean): KindSet {
  return KIND_ROWS.filter(are).reduce((set, { kind }) => set | (1 << kind), 0) as KindSet;
}

/** Whether a kind is in a set. */
export function isAmong(set: KindSet, kind: Kind): boolean {
  return ((set >>> kind) & 1) !== 0;
}

/** The kinds that no model walks over: documents with one are for kernel trees. */
export const BY_TREES_ONLY = kindsThat(({ walked }) => walked === 'by trees only');

/** The kinds that have a field in documents. */
export function kindsWith(field: FieldName): KindSet {
  return kindsThat(({ fields }) => fields.includes(field));
}

/** The kinds that map pages which the CPU may use, if their attributes let it. */
export const PRESENT_KINDS: KindSet = kindsThat(({ below }) => below === 'pages');

const ALIGNED = kindsThat(
  ({ below, at }) => (below === 'pages' || below === 'device pages') && at.pte === undefined,
);

/** Mappings of a huge page that is in place, a device's included: their pfn is aligned as their slot is. */
export function hasAlignedPfn(kind: Kind): boolean {
  return isAmong(ALIGNED, kind);
}

const DEVICE_MAPPINGS = kindsThat(({ below, at }) => below === 'device pages' && !('pte' in at));

/** Whether entries of this kind can have the pfn 0: no huge page of a device's own memory begins there. */
export function canHaveFirstFrame(kind: Kind): boolean {
  return !isAmong(DEVICE_MAPPINGS, kind);
}

const NEWER = kindsThat(({ since }) => since !== undefined);

/** Whether the first version of the document has no word for this kind. */
export function isNewerKind(kind: Kind): boolean {
  return isAmong(NEWER, kind);
}

const FRAMED = kindsWith('pfn');

/** Whether entries of this kind have a pfn. */
export function hasFrame(kind: Kind): boolean {
  return isAmong(FRAMED, kind);
}
