// SPDX-License-Identifier: GPL-2.0-or-later
import { type Address, PMD, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import { ANON, type Backing, type Vma } from '../../mm/vma';
import { hex, parseAddress, parsePfn } from './hex';
import { type Place, refuse } from './input-error';
import type { VmaDocument } from './schema';

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
