// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage } from '../../mm/address-space';
import { attributeBits, highWord, type Kind, lowWord } from '../../mm/entry';
import { ANON, type Backing, findVma, type Vma } from '../../mm/image';
import {
  type Address,
  type Level,
  PAGE_SIZE,
  PMD,
  PMD_SIZE,
  PUD,
  PUD_SIZE,
  SLOT_SIZE,
} from '../../mm/units';
import type { EntryFields } from './document';
import {
  canHaveFirstFrame,
  HUGETLB_KINDS,
  hasAlignedPfn,
  isNewerKind,
  LEVEL_NAMES,
  LEVELS,
  PLAIN_KINDS,
} from './entry-kinds';
import { type Place, refuse } from './input-error';
import { hex, parseAddress, parsePfn } from './json';
import type { EntryDocument, ScenarioVersion, VmaDocument } from './schema';

const HUGETLB_2M: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };
const HUGETLB_1G: Backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE };

/**
 * Reads VMAs whose shape was checked.
 * @param list the path of the array: `mm.vmas`, or that of an event.
 * @throws InputError for one that is empty, not after the one before it, or a hugetlb VMA that does
 * not start and end at its huge pages.
 */
export function readVmas(documents: readonly VmaDocument[], list: string, place: Place): Vma[] {
  const vmas: Vma[] = [];
  let freeFrom = 0;
  for (const document of documents) {
    const vma = readVma(document);
    const field = `${list}[${vmas.length}]`;
    if (vma.end <= vma.start) {
      const expected = `an address above the VMA's start, ${document.start}`;
      refuse(place, { field: `${field}.end`, expected, got: document.end });
    }
    if (vma.start < freeFrom) {
      const expected = `an address from ${hex(freeFrom)} on, where the VMA before it ends`;
      refuse(place, { field: `${field}.start`, expected, got: document.start });
    }
    if (vma.backing.kind === 'hugetlb') {
      requireMultiple(vma.start, vma.backing.size, place, `${field}.start`);
      requireMultiple(vma.end, vma.backing.size, place, `${field}.end`);
    }
    vmas.push(vma);
    freeFrom = vma.end;
  }
  return vmas;
}

function readVma(document: VmaDocument): Vma {
  const { flags } = document;
  return {
    start: parseAddress(document.start),
    end: parseAddress(document.end),
    read: flags.includes('read'),
    write: flags.includes('write'),
    shared: flags.includes('shared'),
    io: flags.includes('io'),
    pfnmap: flags.includes('pfnmap'),
    mixedmap: flags.includes('mixedmap'),
    backing: readBacking(document),
  };
}

function readBacking(document: VmaDocument): Backing {
  switch (document.backing) {
    case 'anon':
      return ANON;
    case 'file':
      return { kind: 'file', filePfn: parsePfn(document.filePfn) };
    case 'hugetlb':
      return document.hugePageShift === 21 ? HUGETLB_2M : HUGETLB_1G;
  }
}

function requireMultiple(at: Address, size: number, place: Place, field: string): void {
  if (at % size === 0) return;
  refuse(place, { field, expected: `a multiple of the huge page size ${hex(size)}`, got: hex(at) });
}

/** Reads the entries of one document, and refuses those that cannot stand where they are put. */
export class EntryReader {
  /** Only these VMAs restrict what stands in the page table; mostly there are none. */
  private readonly hugetlbVmas: readonly Vma[];

  constructor(
    vmas: readonly Vma[],
    private readonly place: Place,
    private readonly version: ScenarioVersion,
  ) {
    this.hugetlbVmas = vmas.filter((vma) => vma.backing.kind === 'hugetlb');
  }

  /**
   * Reads entries whose shape was checked.
   * @param field the path of the array: `mm.entries`, or that of an event.
   * @throws InputError for an address or pfn that is not aligned as its slot is, or is not one of device memory, and for a kind
   * that does not stand at that level of that VMA, or not in that version of the document.
   */
  read(documents: readonly EntryDocument[], field: string): SlotImage[] {
    return documents.map((document, index) => this.readEntry(document, field, index));
  }

  private readEntry(document: EntryDocument, field: string, index: number): SlotImage {
    const at = parseAddress(document.at);
    const level = LEVELS[document.level];
    const size = SLOT_SIZE[level];
    if (at % size !== 0) {
      const expected = `an address aligned to ${hex(size)}, the size of a ${document.level} slot`;
      refuse(this.place, { field: `${field}[${index}].at`, expected, got: document.at });
    }
    const kind = this.kindOf(document, at, field, index);
    if (this.version === 'hmm-scenario/1' && isNewerKind(kind)) {
      const expected = `a kind of hmm-scenario/1; there is a ${document.level} ${document.is} since hmm-scenario/2`;
      refuse(this.place, { field: `${field}[${index}].is`, expected, got: document.is });
    }
    const fields: Pick<EntryDocument, 'at'> & Partial<EntryFields> = document;
    if (fields.pfn === undefined) return slotImage(at, level, 0, kind);
    const frame = parsePfn(fields.pfn);
    const pages = size / PAGE_SIZE;
    if (frame % pages !== 0 && hasAlignedPfn(kind)) {
      const expected = `a pfn aligned to ${hex(pages)}, the pages of a ${document.level} slot`;
      refuse(this.place, { field: `${field}[${index}].pfn`, expected, got: fields.pfn });
    }
    if (frame === 0 && !canHaveFirstFrame(kind)) {
      const expected = 'the pfn of device memory, which is not 0';
      refuse(this.place, { field: `${field}[${index}].pfn`, expected, got: fields.pfn });
    }
    const { write = false, protnone = false, special = false, owner = 0 } = fields;
    const attributes = attributeBits({ kind, write, protnone, special, owner });
    return slotImage(at, level, lowWord(frame), highWord(frame, attributes));
  }

  /** `migration` is one kind in a hugetlb VMA and another elsewhere; other names are in one only. */
  private kindOf(document: EntryDocument, at: Address, field: string, index: number): Kind {
    const { level, is } = document;
    const hugetlbLevel = this.hugetlbLevelAt(at);
    if (hugetlbLevel === undefined || LEVELS[level] > hugetlbLevel) {
      const kind = PLAIN_KINDS[level][is];
      if (kind !== undefined) return kind;
      const expected = `a kind that stands outside hugetlb VMAs (at level ${level})`;
      return refuse(this.place, { field: `${field}[${index}].is`, expected, got: is });
    }
    if (LEVELS[level] < hugetlbLevel) {
      const expected = `level ${LEVEL_NAMES[hugetlbLevel]}, as the hugetlb VMA there has no others`;
      refuse(this.place, { field: `${field}[${index}].level`, expected, got: level });
    }
    const kind = HUGETLB_KINDS[is];
    if (kind !== undefined) return kind;
    const expected = `one of ${Object.keys(HUGETLB_KINDS).join(' ')} in a hugetlb VMA`;
    return refuse(this.place, { field: `${field}[${index}].is`, expected, got: is });
  }

  /** The level of the slots of the hugetlb VMA that holds the address, if one does. */
  private hugetlbLevelAt(at: Address): Level | undefined {
    if (this.hugetlbVmas.length === 0) return undefined;
    const vma = this.hugetlbVmas[findVma(this.hugetlbVmas, at)];
    if (vma === undefined || vma.start > at || vma.backing.kind !== 'hugetlb') return undefined;
    return vma.backing.level;
  }
}
