// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/** Wrong lines in what both sides walk; the side that is run has its own copy. */
export const MM_FAULTS: readonly PlantedFault[] = [
  {
    name: 'rule 1: a page in faultErrors is faulted',
    file: 'mm/fault.ts',
    within: 'decidedBefore',
    right: 'space.image.faultErrors.has($at)',
    wrong: 'space.image.faultErrors.has($at) && !$4',
  },
  {
    name: 'rule 2: a read of shared hugetlb is read-only',
    file: 'mm/fault.ts',
    within: 'faultHugetlb',
    right: '$write || ($vma.write && $vma.shared)',
    wrong: '$write',
  },
  {
    name: 'rule 3: hugetlb migration does not arrive',
    file: 'mm/fault.ts',
    within: 'faultHugetlb',
    right: '$table.write($slot, $table.low($slot), withKind($high, Kind.hugetlbPresent));',
    wrong: '',
  },
  {
    name: 'rule 4: poisoned hugetlb is faulted',
    file: 'mm/fault.ts',
    within: 'faultHugetlb',
    right: 'return decided($space, 4, false);',
    wrong: 'return decided($space, 4, true);',
  },
  {
    name: 'rules 5, 16: a write fault on protnone also makes it writable',
    file: 'mm/fault.ts',
    within: 'faultPresent',
    right: '$table.write($3, $table.low($3), $high & ~PROTNONE_BIT);',
    wrong: '$table.write($3, $table.low($3), ($high & ~PROTNONE_BIT) | ($5 ? WRITE_BIT : 0));',
  },
  {
    name: 'rules 6, 17: a copy does not invalidate',
    file: 'mm/fault.ts',
    within: 'faultPresent',
    right: 'invalidate($space);',
    wrong: '',
  },
  {
    name: 'rules 6, 17: a shared page is copied',
    file: 'mm/fault.ts',
    within: 'faultPresent',
    right: 'if ($vma.shared) $share; else $copy;',
    wrong: 'if ($vma.shared && $vma.io) $share else $copy',
  },
  {
    name: 'rule 7: a write fault leaves a PUD devmap read-only',
    file: 'mm/fault.ts',
    within: 'handleMmFault',
    right: 'if ($write) $table.write($pud, $table.low($pud), $table.high($pud) | WRITE_BIT);',
    wrong: '',
  },
  {
    name: 'rule 8: protnone is not cleared on a huge page',
    file: 'mm/fault.ts',
    within: 'faultHugePmd',
    right: 'if (($high & PROTNONE_BIT) !== 0) $clear; else $other;',
    wrong: '$other',
  },
  {
    name: 'rule 8: a write fault leaves a huge page read-only',
    file: 'mm/fault.ts',
    within: 'faultHugePmd',
    right: '$high | WRITE_BIT',
    wrong: '$high',
  },
  {
    name: 'rule 11: an anonymous read allocates',
    file: 'mm/fault.ts',
    within: 'faultNone',
    right: 'const $zero = $space.image.zeroPfn;',
    wrong: 'const $zero = $space.allocate(1);',
  },
  {
    name: 'rule 11: the zero page is not special',
    file: 'mm/fault.ts',
    within: 'faultNone',
    right: 'Kind.ptePresent | SPECIAL_BIT',
    wrong: 'Kind.ptePresent | WRITE_BIT',
  },
  {
    name: 'rule 11: file pages count from 0',
    file: 'mm/fault.ts',
    within: 'faultNone',
    right: 'pagesBetween($vma.start, $at)',
    wrong: 'pagesBetween($vma.start, $vma.start)',
  },
  {
    name: 'rule 11: a private write to a file gets the file’s page',
    file: 'mm/fault.ts',
    within: 'faultNone',
    right: '($vma.shared || !$write)',
    wrong: '($vma.shared || !$write || $vma.write)',
  },
  {
    name: 'rule 12: swap comes back writable',
    file: 'mm/fault.ts',
    within: 'faultPte',
    right: 'Kind.ptePresent | ($write ? WRITE_BIT : 0)',
    wrong: 'Kind.ptePresent | WRITE_BIT',
  },
  {
    name: 'rule 14: a device-private page comes back without an invalidation',
    file: 'mm/fault.ts',
    within: 'faultPte',
    right:
      'allocateInto($space, $slot, 1, Kind.ptePresent | ($high & WRITE_BIT)); invalidate($space);',
    wrong: 'allocateInto($space, $slot, 1, Kind.ptePresent | ($high & WRITE_BIT));',
  },
  {
    name: 'rule 15: a poisoned page is faulted',
    file: 'mm/fault.ts',
    within: 'faultPte',
    right: 'return decided($space, 15, false);',
    wrong: 'return decided($space, 15, true);',
  },
];

/** Wrong lines in the page walk. */
export const WALK_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a missing PGD is one hole of 1 GiB',
    file: 'mm/walk.ts',
    within: 'walkTables',
    right: '$next = $pages.slotEnd($at, PGD_PAGES, $end);',
    wrong: '$next = $pages.slotEnd($at, PUD_PAGES, $end);',
  },
  {
    name: 'a gap is one piece',
    file: 'mm/walk.ts',
    within: 'walkGap',
    right: 'const $next = $pages.slotEnd($at, $reached ? PUD_PAGES : PGD_PAGES, $end);',
    wrong: 'const $next = $reached ? $end : $end;',
  },
  {
    name: 'a hugetlb slot without its table is skipped',
    file: 'mm/walk.ts',
    within: 'walkHugetlb',
    right: '$operations.hole($vma, $at, $next)',
    wrong: '0',
  },
  {
    name: 'a missing PMD is a hole up to the end of the VMA',
    file: 'mm/walk.ts',
    within: 'walkPud',
    right: '$pages.slotEnd($at, PMD_PAGES, $5)',
    wrong:
      'table.kind(table.slotBelow($3, $pages.pmdIndex($at))) === Kind.none ? $5 : $pages.slotEnd($at, PMD_PAGES, $5)',
  },
  {
    name: 'a VMA that ends in the range hides the next one',
    file: 'mm/walk.ts',
    within: 'walkPageRange',
    right: '$index++;',
    wrong: '$index += 2;',
  },
  {
    name: 'an empty range is a success',
    file: 'mm/walk.ts',
    within: 'walkPageRange',
    right: 'if ($start >= $end) return EINVAL;',
    wrong: 'if ($start >= $end) return 0;',
  },
];
