// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPlaceFault } from './known-fault';

const MIXED_MAPS = { sides: ['modern', 'modern-6.1'], among: 'mixed maps' } as const;
const FOREIGN_PAGES = { sides: ['modern', 'modern-6.1'], among: 'foreign pages' } as const;
const GAPS = { sides: ['modern', 'modern-6.1'], among: 'gaps' } as const;
const ORDERS = { sides: ['modern-6.1', 'modern-6.12'], among: 'anything' } as const;
const LATER = { sides: ['modern', 'modern-6.1'], among: 'anything' } as const;

/** Wrong lines in what only later kernels do, or only kernels before them. */
export const LATER_PLACE_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'a special page of a mixed map is a page',
    file: 'modern/walk-operations.ts',
    within: 'presentPte',
    right: 'this.isSpecial($entry)',
    wrong: '!$1.mixedmap && this.isSpecial($entry)',
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'no -EPERM in a mixed map',
    file: 'modern/vma-walk.ts',
    within: 'faultIn',
    right: '$vma.write',
    wrong: '$vma.write && !$vma.mixedmap',
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'a mixed map is walked although it cannot be read',
    file: 'modern/walk-operations.ts',
    within: 'testWalk',
    right: '!$vma.read',
    wrong: '(!$vma.read && !$vma.mixedmap)',
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'a mixed map is walked although it is a pfnmap',
    file: 'modern/walk-operations.ts',
    within: 'testWalk',
    right: '$vma.pfnmap',
    wrong: '($vma.pfnmap && !$vma.mixedmap)',
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'a hole of a mixed map is an error',
    file: 'modern/walk-operations.ts',
    within: 'hole',
    right: 'this.output.putFlags($start, $end, 0, Kind.hole)',
    wrong: 'this.output.putFlags($start, $end, $1.mixedmap ? ERROR : 0, Kind.hole)',
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern-6.1',
    name: 'a mixed map is faulted for read only',
    file: 'modern/vma-walk.ts',
    within: 'faultIn',
    right: "$need === 'write fault'",
    wrong: "$need === 'write fault' && !$1.mixedmap",
  },
  {
    ...MIXED_MAPS,
    wrongSide: 'modern',
    name: '5.8 reports a mixed map as none',
    file: 'modern/walk-operations.ts',
    within: 'testWalk',
    right:
      'if ($vma.io || $vma.pfnmap || $mixed || !$vma.read) { const $code = this.reportError($start, $end, Kind.skippedVma); return $code === 0 ? SKIP_VMA : $code; }',
    wrong:
      'if ($vma.io || $vma.pfnmap || $mixed || !$vma.read) { const $code = $mixed ? this.output.putFlags($start, $end, 0, Kind.skippedVma) : this.reportError($start, $end, Kind.skippedVma); return $code === 0 ? SKIP_VMA : $code; }',
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern-6.1',
    name: 'a foreign private page is faulted alone',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, $need, $entry);',
    wrong:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $at + 1, $need, $entry);',
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern-6.1',
    name: 'a foreign private page is always faulted for write',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, $need, $entry);',
    wrong:
      "if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, 'write fault', $entry);",
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern-6.1',
    name: 'a foreign private page is always faulted for read',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, $need, $entry);',
    wrong:
      "if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, 'read fault', $entry);",
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern-6.1',
    name: 'a foreign private page that nobody asked for is an error',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right: 'this.output.putPageFlags($page, 0, $entry)',
    wrong:
      'this.output.putPageFlags($page, kindOf($entry) === Kind.pteDevicePrivate && this.revision.foreignPrivateFaulted ? ERROR : 0, $entry)',
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern-6.1',
    name: 'the words after a foreign private page are cleared on -EBUSY',
    file: 'modern/range-fault.ts',
    within: 'retryUntilDone',
    right: 'return EBUSY;',
    wrong:
      '{ if (this.revision.foreignPrivateFaulted) this.hmmPfns.putFlags(record.within(walk.last), record.pages, 0); return EBUSY; }',
  },
  {
    ...FOREIGN_PAGES,
    wrongSide: 'modern',
    name: '5.8 reports a foreign private page that is asked for as none',
    file: 'modern/walk-operations.ts',
    within: 'pte',
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, $need, $entry);',
    wrong:
      'return this.revision.foreignPrivateFaulted ? this.faultIn($vma, $at, $end, $need, $entry) : this.output.putPageFlags($3, 0, $entry);',
  },
  {
    ...GAPS,
    wrongSide: 'modern-6.1',
    name: 'a gap is none',
    file: 'modern/walk-operations.ts',
    within: 'hole',
    right: 'this.reportError($start, $end, Kind.gap)',
    wrong:
      'this.revision.gapIsOneHole ? this.output.putFlags($start, $end, 0, Kind.gap) : this.reportError($start, $end, Kind.gap)',
  },
  {
    ...GAPS,
    wrongSide: 'modern-6.1',
    name: 'of a gap only the first page’s request counts',
    file: 'modern/walk-operations.ts',
    within: 'hole',
    right: 'this.reportError($start, $end, Kind.gap)',
    wrong:
      'this.needOfSpan($start, $start + 1, 0) === "nothing" && this.revision.gapIsOneHole ? this.output.putFlags($start, $end, ERROR, Kind.gap) : this.reportError($start, $end, Kind.gap)',
  },
  {
    ...GAPS,
    wrongSide: 'modern-6.1',
    name: 'a failing gap counts as passed',
    file: 'modern/walk-operations.ts',
    within: 'hole',
    right: 'return this.reportError($start, $end, Kind.gap);',
    wrong:
      '{ const code = this.reportError($start, $end, Kind.gap); if (code !== 0 && this.revision.gapIsOneHole) this.last = $end; return code; }',
  },
  {
    ...GAPS,
    wrongSide: 'modern-6.1',
    name: 'one hole takes the VMA after the gap with it',
    file: 'mm/walk.ts',
    within: 'walkPageRange',
    right: '$next = $vmaFirst; $code = $5 ? $one : $each;',
    wrong: '$next = $5 ? $3 : $vmaFirst; $code = $5 ? $one : $each;',
  },
  {
    ...GAPS,
    wrongSide: 'modern',
    name: '5.8 fills a failing gap with errors to its end',
    file: 'modern/walk-operations.ts',
    within: 'hole',
    right: 'return this.reportError($start, $end, Kind.gap);',
    wrong:
      '{ const code = this.reportError($start, $end, Kind.gap); if (code !== 0 && !this.revision.gapIsOneHole) this.output.putFlags($start, $end, ERROR, Kind.gap); return code; }',
  },
  {
    ...ORDERS,
    wrongSide: 'modern-6.12',
    name: 'a PUD has the order of a PMD',
    file: 'modern/walk-operations.ts',
    within: 'huge',
    right: 'orderFlags($pages)',
    wrong: 'orderFlags(PMD_PAGES)',
  },
  {
    ...ORDERS,
    wrongSide: 'modern-6.12',
    name: 'a present hugetlb page has no order',
    file: 'modern/walk-operations.ts',
    within: 'hugetlbEntry',
    right: 'this.revision.mapOrder ? orderFlags($pages) : 0',
    wrong:
      'this.revision.mapOrder && kindOf(this.space.table.high($2)) !== Kind.hugetlbPresent ? orderFlags($pages) : 0',
  },
  {
    ...ORDERS,
    wrongSide: 'modern-6.12',
    name: 'a huge page without access has an order',
    file: 'modern/walk-operations.ts',
    within: 'huge',
    right: 'this.revision.mapOrder && $flags !== 0 ? orderFlags($pages) : 0',
    wrong: 'this.revision.mapOrder ? orderFlags($pages) : 0',
  },
  {
    ...LATER,
    wrongSide: 'modern-6.1',
    name: 'an empty hugetlb slot has another order',
    file: 'modern/walk-operations.ts',
    within: 'hugetlbEntry',
    right: 'orderFlags($pages)',
    wrong:
      'orderFlags(kindOf(this.space.table.high($2)) === Kind.hugetlbPresent ? $pages : 2 * $pages)',
  },
];
