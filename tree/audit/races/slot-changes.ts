// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../../mm/address-space';
import {
  attributeBits,
  type EntryAttributes,
  highWord,
  Kind,
  kindOf,
  lowWord,
  ownerOf,
  PROTNONE_BIT,
  SPECIAL_BIT,
  WRITE_BIT,
} from '../../../mm/entry';
import type { Vma } from '../../../mm/image';
import { PGD, PUD, pfn, SLOT_SIZE } from '../../../mm/units';
import { kindsAt, LEVEL_NAMES, type NamedRow, rowOf } from '../../../oracle/scenario/entry-kinds';
import type { EntryPlace } from '../../../oracle/scenario/kind-row';
import type { Scenario } from '../../../oracle/scenario/scenario';

/** By level: frames that no scenario has of its own, aligned. */
const FRAMES = [0x65_4321, 0x65_4200, 0x68_0000, 0] as const;

/** Whose device-private pages there are besides the caller's. */
const OTHER_OWNER = 77;

/**
 * What other threads can put into a slot while the mmap lock is held for read: each kind of entry that
 * stands there, with and without each right, and with another frame. A table of PMDs never goes away
 * then, and above it nothing changes at all; a table of PTEs can (`retract_page_tables()`).
 */
export function entriesFor(slot: SlotImage, { mm, range }: Scenario): readonly SlotImage[] {
  const { at, level, low, high } = slot;
  if (level === PGD || (level === PUD && kindOf(high) === Kind.table)) return [];
  const place = placeOf(slot, mm.vmas);
  if (place === undefined) return [];
  const owners = [range.owner === 0 ? 1 : range.owner, OTHER_OWNER];
  return kindsAt(place)
    .filter(({ walked }) => walked === undefined)
    .flatMap((row) => variantsOf(row, owners))
    .map((attributes) => entryOf(slot, attributes))
    .filter((entry) => !isSame(entry, { at, level, low, high }));
}

/** Whether other threads can put an entry of this kind into a slot ({@link entriesFor}). */
export function canBecome(slot: SlotImage, entry: SlotImage, scenario: Scenario): boolean {
  const kind = kindOf(entry.high);
  return entriesFor(slot, scenario).some((one) => kindOf(one.high) === kind);
}

/** Whether it is the same entry: of a table, whichever. */
function isSame(one: SlotImage, other: SlotImage): boolean {
  if (kindOf(one.high) === Kind.table) return kindOf(other.high) === Kind.table;
  return one.low === (other.low | 0) && one.high === other.high;
}

/** Which kinds stand in a slot; undefined for one that must stay, above those of a hugetlb VMA. */
function placeOf({ at, level }: SlotImage, vmas: readonly Vma[]): EntryPlace | undefined {
  const end = at + SLOT_SIZE[level];
  const hugetlb = vmas.find(
    ({ backing, ...vma }) => backing.kind === 'hugetlb' && vma.start < end && vma.end > at,
  );
  if (hugetlb === undefined) return LEVEL_NAMES[level];
  const { backing } = hugetlb;
  return backing.kind === 'hugetlb' && backing.level === level ? 'hugetlb' : undefined;
}

function variantsOf(row: NamedRow, owners: readonly number[]): readonly EntryAttributes[] {
  const { kind, fields } = row;
  const plain: EntryAttributes = { kind };
  const owned = fields.includes('owner') ? owners.map((owner) => ({ kind, owner })) : [plain];
  return owned.flatMap((one) => [
    one,
    ...(fields.includes('write') ? [{ ...one, write: true }] : []),
    ...(fields.includes('protnone') ? [{ ...one, protnone: true }] : []),
    ...(fields.includes('special') ? [{ ...one, special: true }] : []),
  ]);
}

function entryOf({ at, level }: SlotImage, attributes: EntryAttributes): SlotImage {
  const bits = attributeBits(attributes);
  if (!rowOf(attributes.kind).fields.includes('pfn')) return slotImage(at, level, 0, bits);
  const frame = pfn(FRAMES[level]);
  return slotImage(at, level, lowWord(frame), highWord(frame, bits));
}

/** Whether drivers are notified when an entry goes: if something was mapped there, or could be. */
export function isInvalidated({ high }: Pick<SlotImage, 'high'>): boolean {
  return rowOf(kindOf(high)).below !== 'nothing';
}

/** An entry for a person: `pmd huge write`. */
export function entrySays({ level, high }: Pick<SlotImage, 'level' | 'high'>): string {
  const owner = ownerOf(high);
  return [
    LEVEL_NAMES[level],
    rowOf(kindOf(high)).is,
    ...((high & WRITE_BIT) === 0 ? [] : ['write']),
    ...((high & PROTNONE_BIT) === 0 ? [] : ['protnone']),
    ...((high & SPECIAL_BIT) === 0 ? [] : ['special']),
    ...(owner === OTHER_OWNER ? ['of another owner'] : []),
  ].join(' ');
}
