// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage } from '../../mm/address-space';
import { type EntryAttributes, Kind } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { type Level, PMD, PTE, PUD } from '../../mm/units';
import type { MET_NAMES } from '../../oracle/compare/origin';
import { entry, image, vma } from './build';

/** Who owns the device-private pages that count as the range's own. */
export const OWNER = 7;
/** The frame that the entries below have, if they have one. */
export const FRAME = 0x200;

/** What a snapshot reports of a page. */
type Reported = 'none' | 'error' | 'a page';

/** An address space in which a walk meets this at page 0. */
export interface Met {
  readonly name: (typeof MET_NAMES)[number];
  readonly mm: AddressSpaceImage;
  readonly reported: Reported;
}

/** Kinds of entries that have no frame. */
const WITHOUT_FRAME: readonly Kind[] = [
  Kind.pteSwap,
  Kind.pteUffdWpMarker,
  Kind.ptePoisonMarker,
  Kind.pteGuardMarker,
];

const HUGETLB = { kind: 'hugetlb', level: PMD, size: 2 ** 21 } as const;

function met(
  name: Met['name'],
  reported: Reported,
  vmas: readonly Vma[],
  attributes?: EntryAttributes,
  level: Level = PTE,
): Met {
  const hasFrame = attributes !== undefined && !WITHOUT_FRAME.includes(attributes.kind);
  const entries = attributes ? [entry(0, attributes, hasFrame ? FRAME : 0, level)] : [];
  return { name, reported, mm: image({ vmas, entries }) };
}

const PRIVATE_PMD = { kind: Kind.pmdDevicePrivate, write: true } as const;
const small = [vma(0, 8)];
const large = [vma(0, 2 ** 18)];
const hugetlb = [vma(0, 1024, 'read write shared', HUGETLB)];
/** The table of the slot is there, for another slot is filled. */
const emptySlot = image({
  vmas: hugetlb,
  entries: [entry(512, { kind: Kind.hugetlbPresent }, 0x400, PMD)],
});

/** Everything that a walk can meet. */
export const ALL_MET: readonly Met[] = [
  met('skipped-vma', 'error', [vma(0, 8, 'read write io')]),
  met('gap', 'error', []),
  met('hole', 'none', small),
  met('pud-devmap', 'a page', large, { kind: Kind.pudDevmap, write: true }, PUD),
  met('pmd-huge', 'a page', large, { kind: Kind.pmdHuge }, PMD),
  met('pmd-huge-protnone', 'a page', large, { kind: Kind.pmdHuge, protnone: true }, PMD),
  met('pmd-devmap', 'a page', large, { kind: Kind.pmdDevmap, write: true }, PMD),
  met('pmd-migration', 'none', large, { kind: Kind.pmdMigration }, PMD),
  met('pmd-own-device-private', 'error', large, { ...PRIVATE_PMD, owner: OWNER }, PMD),
  met('pmd-other-device-private', 'error', large, { ...PRIVATE_PMD, owner: OWNER + 1 }, PMD),
  met('pmd-nonpresent', 'error', large, { kind: Kind.pmdNonpresent }, PMD),
  met('pmd-bad', 'error', large, { kind: Kind.pmdBad }, PMD),
  { name: 'hugetlb-none', reported: 'a page', mm: emptySlot },
  met('hugetlb-present', 'a page', hugetlb, { kind: Kind.hugetlbPresent, write: true }, PMD),
  met('hugetlb-protnone', 'a page', hugetlb, { kind: Kind.hugetlbPresent, protnone: true }, PMD),
  met('hugetlb-migration', 'a page', hugetlb, { kind: Kind.hugetlbMigration }, PMD),
  met('hugetlb-hwpoison', 'a page', hugetlb, { kind: Kind.hugetlbHwpoison }, PMD),
  { ...met('pte-none', 'none', small), mm: image({ vmas: small, entries: [swapAt(1)] }) },
  met('pte-present', 'a page', small, { kind: Kind.ptePresent, write: true }),
  met('pte-protnone', 'a page', small, { kind: Kind.ptePresent, protnone: true }),
  met('pte-special', 'error', small, { kind: Kind.ptePresent, special: true }),
  met('pte-special-protnone', 'error', small, {
    kind: Kind.ptePresent,
    special: true,
    protnone: true,
  }),
  met('pte-swap', 'none', small, { kind: Kind.pteSwap }),
  met('pte-migration', 'none', small, { kind: Kind.pteMigration }),
  met('pte-own-device-private', 'a page', small, { kind: Kind.pteDevicePrivate, owner: OWNER }),
  met('pte-other-device-private', 'none', small, {
    kind: Kind.pteDevicePrivate,
    owner: OWNER + 1,
  }),
  met('pte-device-exclusive', 'none', small, { kind: Kind.pteDeviceExclusive }),
  met('pte-devmap', 'error', small, { kind: Kind.pteDevmap, write: true }),
  met('pte-uffd-wp-marker', 'none', small, { kind: Kind.pteUffdWpMarker }),
  met('pte-poison-marker', 'none', small, { kind: Kind.ptePoisonMarker }),
  met('pte-guard-marker', 'none', small, { kind: Kind.pteGuardMarker }),
  met('pte-hwpoison', 'none', small, { kind: Kind.pteHwpoison }),
];

function swapAt(index: number) {
  return entry(index, { kind: Kind.pteSwap });
}
