// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/** Wrong lines in what both sides walk; the side that is run has its own copy. */
export const MM_FAULTS: readonly PlantedFault[] = [
  ['rule 1: a page in faultErrors is faulted', 'failing.has(at)', 'failing.has(at) && !write'],
  ['rule 2: a read of shared hugetlb is read-only', 'write || (vma.write && vma.shared)', 'write'],
  [
    'rule 3: hugetlb migration does not arrive',
    'table.write(slot, table.low(slot), withKind(high, Kind.hugetlbPresent));',
    '',
  ],
  [
    'rule 4: poisoned hugetlb is faulted',
    'return decided(space, 4, false);',
    'return decided(space, 4, true);',
  ],
  [
    'rules 5, 16: a write fault on protnone also makes it writable',
    'table.write(slot, table.low(slot), high & ~PROTNONE_BIT);',
    'table.write(slot, table.low(slot), (high & ~PROTNONE_BIT) | (write ? WRITE_BIT : 0));',
  ],
  [
    'rules 6, 17: a copy does not invalidate',
    'invalidate(space);\n  }\n  return decided(space, protnoneRule + 1, true);',
    '}\n  return decided(space, protnoneRule + 1, true);',
  ],
  ['rules 6, 17: a shared page is copied', 'if (vma.shared) {', 'if (vma.shared && vma.io) {'],
  [
    'rule 7: a write fault leaves a PUD devmap read-only',
    'if (write) table.write(pud, table.low(pud), table.high(pud) | WRITE_BIT);',
    '',
  ],
  [
    'rule 8: protnone is not cleared on a huge page',
    'if ((high & PROTNONE_BIT) !== 0) table.write(pmd, table.low(pmd), high & ~PROTNONE_BIT);\n      else if',
    'if',
  ],
  [
    'rule 8: a write fault leaves a huge page read-only',
    'else if (write) table.write(pmd',
    'else if (write && high === 0) table.write(pmd',
  ],
  [
    'rule 11: an anonymous read allocates',
    'const zero = space.image.zeroPfn;',
    'const zero = space.allocate(1);',
  ],
  [
    'rule 11: the zero page is not special',
    'Kind.ptePresent | SPECIAL_BIT)',
    'Kind.ptePresent | WRITE_BIT)',
  ],
  [
    'rule 11: file pages count from 0',
    'pagesBetween(vma.start, at)',
    'pagesBetween(vma.start, vma.start)',
  ],
  [
    'rule 11: a private write to a file gets the file’s page',
    '(vma.shared || !write)',
    '(vma.shared || !write || vma.write)',
  ],
  [
    'rule 12: swap comes back writable',
    'Kind.ptePresent | (write ? WRITE_BIT : 0)',
    'Kind.ptePresent | WRITE_BIT',
  ],
  [
    'rule 14: a device-private page comes back without an invalidation',
    'allocateInto(space, slot, 1, Kind.ptePresent | (high & WRITE_BIT));\n      invalidate(space);',
    'allocateInto(space, slot, 1, Kind.ptePresent | (high & WRITE_BIT));',
  ],
  [
    'rule 15: a poisoned page is faulted',
    'return decided(space, 15, false);',
    'return decided(space, 15, true);',
  ],
].map(([name, right, wrong]) => ({
  name: name ?? '',
  file: 'mm/fault.ts',
  right: right ?? '',
  wrong: wrong ?? '',
}));

/** Wrong lines in the page walk. */
export const WALK_FAULTS: readonly PlantedFault[] = [
  [
    'a missing PGD is one hole of 1 GiB',
    'next = slotEnd(at, PGD_SIZE, end);',
    'next = slotEnd(at, PUD_SIZE, end);',
  ],
  [
    'a gap is one piece',
    'const next = slotEnd(at, reached ? PUD_SIZE : PGD_SIZE, end);',
    'const next = reached ? end : end;',
  ],
  [
    'a hugetlb slot without its table is skipped',
    '? operations.hole(vma, at, next)\n        : operations.hugetlbEntry',
    '? 0\n        : operations.hugetlbEntry',
  ],
  [
    'a missing PMD is a hole up to the end of the VMA',
    'const next = slotEnd(at, PMD_SIZE, end);',
    'const next = table.kind(table.pmdSlot(pud, at)) === Kind.none ? end : slotEnd(at, PMD_SIZE, end);',
  ],
  ['a VMA that ends in the range hides the next one', 'index++;', 'index += 2;'],
  [
    'an empty range is a success',
    'if (start >= end) return EINVAL;',
    'if (start >= end) return 0;',
  ],
].map(([name, right, wrong]) => ({
  name: name ?? '',
  file: 'mm/walk.ts',
  right: right ?? '',
  wrong: wrong ?? '',
}));
