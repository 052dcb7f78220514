// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { Kind, kindOf, ownerOf, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { LEVEL_NAMES } from './entry-kinds';
import { hex } from './hex';
import type { EntryDocument } from './schema';

/**
 * The canonical form of an entry: `write` is always said where it has a meaning, `special` and
 * `protnone` only when they are true.
 * @throws RangeError for a kind that does not stand at its level.
 */
export function writeEntry(entry: SlotImage): EntryDocument {
  const at = hex(entry.at);
  const level = LEVEL_NAMES[entry.level];
  const kind = kindOf(entry.high);
  if (kind === Kind.none) return { at, level, is: 'none' };
  if (kind === Kind.table && level !== 'pte') return { at, level, is: 'table' };
  const document = WRITERS[level](at, kind, entry);
  if (document !== undefined) return document;
  throw new RangeError(`"entry" expected a kind that stands at level ${level}, got ${kind}`);
}

type Writer = (at: string, kind: Kind, entry: SlotImage) => EntryDocument | undefined;

const WRITERS: Readonly<Record<EntryDocument['level'], Writer>> = {
  pte: writePte,
  pmd: writePmd,
  pud: writePud,
  pgd: () => undefined,
};

function writePte(at: string, kind: Kind, entry: SlotImage): EntryDocument | undefined {
  const level = 'pte';
  switch (kind) {
    case Kind.ptePresent: {
      const special = (entry.high & SPECIAL_BIT) === 0 ? {} : { special: true };
      return { at, level, is: 'present', ...mapping(entry), ...special, ...protnone(entry) };
    }
    case Kind.pteSwap:
      return { at, level, is: 'swap' };
    case Kind.pteMigration:
      return { at, level, is: 'migration', ...mapping(entry) };
    case Kind.pteDevicePrivate:
      return { at, level, is: 'device-private', ...mapping(entry), owner: ownerOf(entry.high) };
    case Kind.pteHwpoison:
      return { at, level, is: 'hwpoison', pfn: frame(entry) };
    default:
      return undefined;
  }
}

function writePmd(at: string, kind: Kind, entry: SlotImage): EntryDocument | undefined {
  const level = 'pmd';
  switch (kind) {
    case Kind.pmdHuge:
      return { at, level, is: 'huge', ...mapping(entry), ...protnone(entry) };
    case Kind.pmdDevmap:
      return { at, level, is: 'devmap', ...mapping(entry) };
    case Kind.pmdMigration:
      return { at, level, is: 'migration', ...mapping(entry) };
    case Kind.pmdNonpresent:
      return { at, level, is: 'nonpresent' };
    case Kind.pmdBad:
      return { at, level, is: 'bad' };
    default:
      return writeHugetlb(at, level, kind, entry);
  }
}

function writePud(at: string, kind: Kind, entry: SlotImage): EntryDocument | undefined {
  const level = 'pud';
  if (kind === Kind.pudDevmap) return { at, level, is: 'devmap', ...mapping(entry) };
  return writeHugetlb(at, level, kind, entry);
}

function writeHugetlb(
  at: string,
  level: 'pmd' | 'pud',
  kind: Kind,
  entry: SlotImage,
): EntryDocument | undefined {
  switch (kind) {
    case Kind.hugetlbPresent:
      return { at, level, is: 'present', ...mapping(entry), ...protnone(entry) };
    case Kind.hugetlbMigration:
      return { at, level, is: 'migration', ...mapping(entry) };
    case Kind.hugetlbHwpoison:
      return { at, level, is: 'hwpoison', pfn: frame(entry) };
    default:
      return undefined;
  }
}

function mapping(entry: SlotImage): { pfn: string; write: boolean } {
  return { pfn: frame(entry), write: (entry.high & WRITE_BIT) !== 0 };
}

function frame({ low, high }: SlotImage): string {
  return hex(pfnOf(low, high));
}

function protnone({ high }: SlotImage): { protnone?: true } {
  return (high & PROTNONE_BIT) === 0 ? {} : { protnone: true };
}
