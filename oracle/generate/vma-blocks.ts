// SPDX-License-Identifier: GPL-2.0-or-later
import type { Backing, Vma } from '../../mm/image';
import { type Address, PMD, PMD_SIZE, PUD, PUD_SIZE, pfn } from '../../mm/units';

/** A VMA's flags as one number. */
export const VmaBlockFlag = {
  read: 1,
  write: 2,
  shared: 4,
  io: 8,
  pfnmap: 16,
  mixedmap: 32,
} as const;

const { read, write, shared, io, pfnmap, mixedmap } = VmaBlockFlag;

/** All six flags. */
export const VMA_FLAGS_MASK = read | write | shared | io | pfnmap | mixedmap;
/** Every combination of the six flags. */
export const ALL_VMA_FLAGS: readonly number[] = Array.from({ length: 64 }, (_, flags) => flags);

export const HUGETLB_PMD: Backing = { kind: 'hugetlb', level: PMD, size: PMD_SIZE };
export const HUGETLB_PUD: Backing = { kind: 'hugetlb', level: PUD, size: PUD_SIZE };

/** The first frame of the file that simple scenarios map. */
export const PLAIN_FILE = pfn(0x80_000);
export const FILE: Backing = { kind: 'file', filePfn: PLAIN_FILE };

/** Files elsewhere: the first frame, and frames at the borders of 32-bit words and documents. */
export const FAR_FILES: readonly Backing[] = [0, 2 ** 29 - 2, 2 ** 32 - 2, 2 ** 40 - 4].map(
  (first) => ({ kind: 'file', filePfn: pfn(first) }),
);

/** A VMA `[start, end)` with flags of {@link VmaBlockFlag}; hugetlb needs bounds that fit its pages. */
export function makeVma(start: Address, end: Address, flags: number, backing: Backing): Vma {
  return {
    start,
    end,
    read: (flags & read) !== 0,
    write: (flags & write) !== 0,
    shared: (flags & shared) !== 0,
    io: (flags & io) !== 0,
    pfnmap: (flags & pfnmap) !== 0,
    mixedmap: (flags & mixedmap) !== 0,
    backing,
  };
}

/** The flags of a VMA, of {@link VmaBlockFlag}. */
export function flagsOf(vma: Vma): number {
  return (
    (vma.read ? read : 0) |
    (vma.write ? write : 0) |
    (vma.shared ? shared : 0) |
    (vma.io ? io : 0) |
    (vma.pfnmap ? pfnmap : 0) |
    (vma.mixedmap ? mixedmap : 0)
  );
}
