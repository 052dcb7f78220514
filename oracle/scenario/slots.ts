// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import {
  kindOf,
  ownerOf,
  PFN_HIGH_SHIFT,
  PROTNONE_BIT,
  pfnOf,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../../mm/entry';
import type { PageTable } from '../../mm/page-table';
import {
  type Address,
  type Level,
  PGD,
  PMD,
  PTE,
  PUD,
  pagesBetween,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import {
  hasFrame,
  LEVEL_NAMES,
  type LevelName,
  type NamedRow,
  rowOf,
  standsAt,
} from './entry-kinds';
import { hex } from './json';
import type { FieldName } from './kind-row';
import type { EntryDocument } from './schema';

/** What the high word of an entry says besides the pfn: kind, flags, owner. */
export const ATTRIBUTES = (1 << PFN_HIGH_SHIFT) - 1;

const DOWNWARDS: readonly Level[] = [PGD, PUD, PMD, PTE];

/** The slot that decides about an address: the first one, from the PGD down, that is no table. */
export function slotAt(table: PageTable, at: Address): SlotImage {
  let level: Level = PGD;
  let slot = table.slot(at, level);
  for (const lower of DOWNWARDS) {
    level = lower;
    slot = table.slot(at, level);
    if (!table.isTable(slot)) break;
  }
  const start = slotStart(at, SLOT_SIZE[level]);
  return slotImage(start, level, table.low(slot), table.high(slot));
}

/** The pfn that a slot has for an address in it, whatever its kind; undefined if it has none. */
export function pfnIn(slot: SlotImage, at: Address): number | undefined {
  if (!hasFrame(kindOf(slot.high))) return undefined;
  return pfnOf(slot.low, slot.high) + pagesBetween(slot.at, at);
}

/**
 * The canonical form of an entry: `write` is always said where it has a meaning, `special` and
 * `protnone` only when they are true.
 * @throws RangeError for a kind that does not stand at its level.
 */
export function writeEntry({ at, level, low, high }: SlotImage): EntryDocument {
  return entryDocument(hex(at), LEVEL_NAMES[level], rowOf(kindOf(high)), {
    pfn: hex(pfnOf(low, high)),
    write: (high & WRITE_BIT) !== 0,
    special: (high & SPECIAL_BIT) !== 0,
    protnone: (high & PROTNONE_BIT) !== 0,
    owner: ownerOf(high),
  });
}

/** What an entry would say in each field; its kind decides which it has. */
type FieldValues = Readonly<Record<FieldName, string | number | boolean>>;

/**
 * The document of an entry of a kind, in the canonical form.
 * @throws RangeError for a kind that does not stand at this level.
 */
export function entryDocument(
  at: string,
  level: LevelName,
  row: NamedRow,
  values: FieldValues,
): EntryDocument {
  const fields = FIELDS_IN_ORDER.filter(
    (field) => row.fields.includes(field) && (isAlwaysSaid(field) || values[field] === true),
  );
  const document = {
    ...{ at, level, is: row.is },
    ...Object.fromEntries(fields.map((field) => [field, values[field]])),
  };
  if (isOfKind(document, row)) return document;
  throw new RangeError(`"entry" expected a kind that stands at level ${level}, got ${row.kind}`);
}

const FIELDS_IN_ORDER: readonly FieldName[] = ['pfn', 'write', 'special', 'protnone', 'owner'];

function isAlwaysSaid(field: FieldName): boolean {
  switch (field) {
    case 'pfn':
    case 'write':
    case 'owner':
      return true;
    case 'special':
    case 'protnone':
      return false;
  }
}

/** Whether an entry is at a level where its kind stands; it was given the kind's fields. */
function isOfKind(
  document: { readonly at: string; readonly level: LevelName; readonly is: string },
  row: NamedRow,
): document is EntryDocument {
  return standsAt(row, document.level);
}
