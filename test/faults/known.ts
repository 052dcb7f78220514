// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side';
import type { PlantedFault } from './graph';

/** A wrong line that shows only where the sides differ anyway, in a way that is known. */
export interface KnownPlaceFault extends PlantedFault {
  /** The two sides that are compared; the named one has the fault. */
  readonly sides: readonly [SideName, SideName];
  readonly wrongSide: SideName;
  /** What the scenarios are full of that shows it. */
  readonly among: 'mixed maps' | 'foreign pages' | 'gaps' | 'anything' | 'ill-formed formats';
}

const LATER = 'modern/range-fault.ts';
const EFAULT_GAP = 'if (vma === null) return this.reportError(start, end, Kind.gap);';
const MIXED: Pick<KnownPlaceFault, 'sides' | 'wrongSide' | 'among'> = {
  sides: ['modern', 'modern-6.1'],
  wrongSide: 'modern-6.1',
  among: 'mixed maps',
};
const FOREIGN = { ...MIXED, among: 'foreign pages' } as const;
const GAP = { ...MIXED, among: 'gaps' } as const;
const ORDER = {
  sides: ['modern-6.1', 'modern-6.12'],
  wrongSide: 'modern-6.12',
  among: 'anything',
} as const;

/** Wrong lines in what only later kernels do, or only kernels before them. */
export const LATER_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...MIXED,
    name: 'a special page of a mixed map is a page',
    file: LATER,
    right: 'if ((entry & SPECIAL_BIT) !== 0 &&',
    wrong: 'if (!vma.mixedmap && (entry & SPECIAL_BIT) !== 0 &&',
  },
  {
    ...MIXED,
    name: 'no -EPERM in a mixed map',
    file: LATER,
    right: 'if (write && !vma.write) return',
    wrong: 'if (write && !vma.write && !vma.mixedmap) return',
  },
  {
    ...MIXED,
    name: 'a mixed map is walked although it cannot be read',
    file: LATER,
    right: 'mixed || !vma.read',
    wrong: 'mixed || (!vma.read && !vma.mixedmap)',
  },
  {
    ...MIXED,
    name: 'a mixed map is walked although it is a pfnmap',
    file: LATER,
    right: 'vma.pfnmap || mixed',
    wrong: '(vma.pfnmap && !vma.mixedmap) || mixed',
  },
  {
    ...MIXED,
    name: 'a hole of a mixed map is an error',
    file: LATER,
    right: 'return this.output.putFlags(start, end, 0, Kind.hole);',
    wrong: 'return this.output.putFlags(start, end, vma.mixedmap ? ERROR : 0, Kind.hole);',
  },
  {
    ...MIXED,
    name: 'a mixed map is faulted for read only',
    file: LATER,
    right: "const write = need === 'write fault';",
    wrong: "const write = need === 'write fault' && !vma.mixedmap;",
  },
  {
    ...MIXED,
    name: '5.8 reports a mixed map as none',
    wrongSide: 'modern',
    file: LATER,
    right: 'const code = this.reportError(start, end, Kind.skippedVma);',
    wrong:
      'const code = mixed ? this.output.putFlags(start, end, 0, Kind.skippedVma) : this.reportError(start, end, Kind.skippedVma);',
  },
  {
    ...FOREIGN,
    name: 'a foreign private page is faulted alone',
    file: LATER,
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, need, entry);',
    wrong:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, advance(at, PAGE_SIZE), need, entry);',
  },
  {
    ...FOREIGN,
    name: 'a foreign private page is always faulted for write',
    file: LATER,
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, need, entry);',
    wrong:
      "if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, 'write fault', entry);",
  },
  {
    ...FOREIGN,
    name: 'a foreign private page is always faulted for read',
    file: LATER,
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, need, entry);',
    wrong:
      "if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, 'read fault', entry);",
  },
  {
    ...FOREIGN,
    name: 'a foreign private page that nobody asked for is an error',
    file: LATER,
    right: "if (need === 'nothing') return this.output.putPageFlags(page, 0, entry);",
    wrong:
      "if (need === 'nothing') return this.output.putPageFlags(page, kind === Kind.pteDevicePrivate && this.revision.foreignPrivateFaulted ? ERROR : 0, entry);",
  },
  {
    ...FOREIGN,
    name: 'the words after a foreign private page are cleared on -EBUSY',
    file: LATER,
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong:
      'if (checkRetry(space, record.walks + 1)) { if (this.revision.foreignPrivateFaulted) this.hmmPfns.putFlags(this.output.index(this.last), record.pages, 0); return EBUSY; }',
  },
  {
    ...FOREIGN,
    name: '5.8 reports a foreign private page that is asked for as none',
    wrongSide: 'modern',
    file: LATER,
    right:
      'if (this.revision.foreignPrivateFaulted) return this.faultIn(vma, at, end, need, entry);',
    wrong:
      'return this.revision.foreignPrivateFaulted ? this.faultIn(vma, at, end, need, entry) : this.output.putPageFlags(page, 0, entry);',
  },
  {
    ...GAP,
    name: 'a gap is none',
    file: LATER,
    right: EFAULT_GAP,
    wrong:
      'if (vma === null) return this.revision.gapIsOneHole ? this.output.putFlags(start, end, 0, Kind.gap) : this.reportError(start, end, Kind.gap);',
  },
  {
    ...GAP,
    name: 'of a gap only the first page’s request counts',
    file: LATER,
    right: EFAULT_GAP,
    wrong:
      'if (vma === null) return this.needOfSpan(start, advance(start, PAGE_SIZE), 0) === "nothing" && this.revision.gapIsOneHole ? this.output.putFlags(start, end, ERROR, Kind.gap) : this.reportError(start, end, Kind.gap);',
  },
  {
    ...GAP,
    name: 'a failing gap counts as passed',
    file: LATER,
    right: EFAULT_GAP,
    wrong:
      'if (vma === null) { const code = this.reportError(start, end, Kind.gap); if (code !== 0 && this.revision.gapIsOneHole) this.last = end; return code; }',
  },
  {
    ...GAP,
    name: 'one hole takes the VMA after the gap with it',
    file: 'mm/walk.ts',
    right: 'next = vma === undefined ||',
    wrong: 'next = gapIsOneHole || vma === undefined ||',
  },
  {
    ...GAP,
    name: '5.8 fills a failing gap with errors to its end',
    wrongSide: 'modern',
    file: LATER,
    right: EFAULT_GAP,
    wrong:
      'if (vma === null) { const code = this.reportError(start, end, Kind.gap); if (code !== 0 && !this.revision.gapIsOneHole) this.output.putFlags(start, end, ERROR, Kind.gap); return code; }',
  },
  {
    ...ORDER,
    name: 'a PUD has the order of a PMD',
    file: LATER,
    right: 'const order = this.revision.mapOrder && flags !== 0 ? orderFlags(pages) : 0;',
    wrong: 'const order = this.revision.mapOrder && flags !== 0 ? orderFlags(PAGES_PER_TABLE) : 0;',
  },
  {
    ...ORDER,
    name: 'a present hugetlb page has no order',
    file: LATER,
    right: 'this.revision.mapOrder ? orderFlags(pages) : 0);',
    wrong: 'this.revision.mapOrder && !present ? orderFlags(pages) : 0);',
  },
  {
    ...ORDER,
    name: 'a huge page without access has an order',
    file: LATER,
    right: 'this.revision.mapOrder && flags !== 0 ?',
    wrong: 'this.revision.mapOrder ?',
  },
  {
    sides: ['modern', 'modern-6.1'],
    wrongSide: 'modern-6.1',
    among: 'anything',
    name: 'an empty hugetlb slot has another order',
    file: LATER,
    right: 'this.revision.mapOrder ? orderFlags(pages) : 0);',
    wrong: 'this.revision.mapOrder ? orderFlags(present ? pages : 2 * pages) : 0);',
  },
];

const OPERATIONS = 'legacy/walk-operations.ts';
const BETWEEN_FORMATS = { sides: ['legacy', 'modern'], among: 'anything' } as const;
const OLD = { ...BETWEEN_FORMATS, wrongSide: 'legacy' } as const;
const NEW = { ...BETWEEN_FORMATS, wrongSide: 'modern' } as const;
const ILL = { ...OLD, among: 'ill-formed formats' } as const;
const EMPTY_FLAGS_PTE = 'this.hmmPfns.putEntry(page, low, entry, flags);';
const READS_WRITE =
  'if ((low & write.low) !== 0 || (high & write.high) !== 0) kind = StateKind.write;';
const PTE_FAULT =
  'if (kind === Kind.none || kind === Kind.pteSwap) {\n      return this.walk.fault(vma, at, end, need, high);';
const OVERLAP =
  '((this.pfns.format.valid.low & this.pfns.format.write.low) | (this.pfns.format.valid.high & this.pfns.format.write.high)) !== 0';

/** Wrong lines that show only on words which the two formats read differently anyway. */
export const WORD_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...NEW,
    name: 'a wrong pfn on protnone only',
    file: 'modern/range-output.ts',
    right: EMPTY_FLAGS_PTE,
    wrong: 'this.hmmPfns.putEntry(page, flags === 0 ? low + 1 : low, entry, flags);',
  },
  {
    ...NEW,
    name: 'a protnone page is none',
    file: 'modern/range-output.ts',
    right: EMPTY_FLAGS_PTE,
    wrong:
      'if (flags === 0) this.hmmPfns.putFlags(page, page + 1, 0); else this.hmmPfns.putEntry(page, low, entry, flags);',
  },
  {
    ...OLD,
    name: 'WRITE on an empty hugetlb slot',
    file: OPERATIONS,
    right: 'this.pfns.fillPages(this.walk.pageOf(start), stop, frame, cpuFlags);',
    wrong:
      'this.pfns.fillPages(this.walk.pageOf(start), stop, frame, origin === Kind.hugetlbNone ? this.pfns.format.validWrite : cpuFlags);',
  },
  {
    ...NEW,
    name: 'an empty hugetlb slot is one frame for all its pages',
    file: 'modern/range-output.ts',
    right: 'this.hmmPfns.putFrames(this.index(start), stop, frame, flags);',
    wrong:
      'if (this.table.high(slot) === 0) for (let page = this.index(start); page < stop; page++) this.hmmPfns.putFrames(page, page + 1, frame, flags); else this.hmmPfns.putFrames(this.index(start), stop, frame, flags);',
  },
  {
    ...ILL,
    name: 'a wrong word under none-is-error',
    file: OPERATIONS,
    right: 'this.fillValue(start, end, this.pfns.format.error, Kind.gap);',
    wrong:
      'this.fillValue(start, end, this.pfns.format.none.low === this.pfns.format.error.low ? this.pfns.format.special : this.pfns.format.error, Kind.gap);',
  },
  {
    ...ILL,
    name: 'the decoder drops pfn 0 with flags above the pfn',
    file: 'legacy/decode.ts',
    right: READS_WRITE,
    wrong: `if (low === 0) kind = StateKind.none;\n        else ${READS_WRITE}`,
  },
  {
    ...ILL,
    name: 'the decoder cuts the high half of a pfn under a large shift',
    file: 'legacy/decode.ts',
    right: 'pfnHigh = format.pfnHigh(high);',
    wrong: 'pfnHigh = format.pfnShift < 12 ? 0 : format.pfnHigh(high);',
  },
  {
    ...ILL,
    name: 'the decoder compares with values[error] first',
    file: 'legacy/decode.ts',
    right: 'if (equals(format.none, low, high)) return StateKind.none;',
    wrong: '',
  },
  {
    ...ILL,
    name: 'the decoder takes VALID = 0 for a page without a pfn',
    file: 'legacy/decode.ts',
    right: 'kind = StateKind.none;',
    wrong: 'kind = (valid.low | valid.high) === 0 ? StateKind.write : StateKind.none;',
  },
];

/** Wrong lines that show only where an ill-formed format asks something else. */
export const ASKS_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...ILL,
    name: 'flags that share bits: -EPERM becomes -EFAULT',
    file: OPERATIONS,
    right: PTE_FAULT,
    wrong: `if (kind === Kind.none || kind === Kind.pteSwap) {\n      return ${OVERLAP} && !vma.write ? this.walk.fail(at, end, high) : this.walk.fault(vma, at, end, need, high);`,
  },
  {
    ...ILL,
    name: 'flags that share bits: a page is faulted alone',
    file: OPERATIONS,
    right: PTE_FAULT,
    wrong: `if (kind === Kind.none || kind === Kind.pteSwap) {\n      return this.walk.fault(vma, at, ${OVERLAP} ? advance(at, PAGE_SIZE) : end, need, high);`,
  },
  {
    ...ILL,
    name: 'flags that share bits: what can be read is faulted for write',
    file: 'legacy/pfns.ts',
    right: '!hasAnyBit(write, cpuFlags.low, cpuFlags.high)',
    wrong:
      '(!hasAnyBit(write, cpuFlags.low, cpuFlags.high) || (hasAnyBit(write, valid.low, valid.high) && cpuFlags === valid))',
  },
  {
    ...ILL,
    name: 'flags that share bits: a special page is a page',
    file: OPERATIONS,
    right: 'if ((high & SPECIAL_BIT) !== 0 &&',
    wrong: `if (!(${OVERLAP}) && (high & SPECIAL_BIT) !== 0 &&`,
  },
  {
    ...ILL,
    name: 'WRITE = 0: every fault is a write fault',
    file: 'legacy/pfns.ts',
    right: 'if (hasAnyBit(write, low, high) &&',
    wrong: 'if ((hasAnyBit(write, low, high) || (write.low | write.high) === 0) &&',
  },
  {
    ...ILL,
    name: 'WRITE = 0: a huge page is not faulted',
    file: OPERATIONS,
    right: 'const need = this.spanNeeds(start, end, flags);',
    wrong:
      'const need = (this.pfns.format.write.low | this.pfns.format.write.high) === 0 ? 0 : this.spanNeeds(start, end, flags);',
  },
  {
    ...ILL,
    name: 'VALID = 0: a page is faulted all the same',
    file: 'legacy/pfns.ts',
    right: 'if (!hasAnyBit(valid, low, high)) return 0;',
    wrong: 'if (!hasAnyBit(valid, low, high) && (valid.low | valid.high) !== 0) return 0;',
  },
  {
    ...ILL,
    wrongSide: 'modern',
    name: 'a write request to read-only memory is -EFAULT',
    file: LATER,
    right: 'return this.stopAt(EPERM, Ending.denied, origin, start, end);',
    wrong: 'return this.stopAt(EFAULT, Ending.denied, origin, start, end);',
  },
];

/** Input that is destroyed on -EBUSY, in three ways. */
export const INPUT_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...NEW,
    name: '-EBUSY clears the rest of the array',
    file: LATER,
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong:
      'if (checkRetry(space, record.walks + 1)) { this.hmmPfns.putFlags(this.output.index(this.last), record.pages, 0); return EBUSY; }',
  },
  {
    ...NEW,
    name: '-EBUSY before the first walk clears the array',
    file: LATER,
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong:
      'if (checkRetry(space, record.walks + 1)) { if (record.walks === 0) this.hmmPfns.putFlags(0, record.pages, 0); return EBUSY; }',
  },
  {
    ...OLD,
    name: '-EBUSY fills the page that the walk left',
    file: 'legacy/range-fault.ts',
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong:
      'if (checkRetry(space, record.walks + 1)) { this.pfns.fillValue(walk.leftAt, walk.leftAt + 1, this.pfns.format.error); return EBUSY; }',
  },
];

const COUNT = { sides: ['v5.7', 'legacy'], wrongSide: 'v5.7', among: 'anything' } as const;
const HOLE_RECORDS = 'this.walk.last = start;\n    return 0;';
const GAP_FILLS = 'this.fillValue(start, end, this.pfns.format.error, Kind.gap);';

/** Page counts of v5.7 that are another number than they must be, too good ones too. */
export const EXACT_COUNT_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...COUNT,
    name: 'a hole records its end',
    file: OPERATIONS,
    right: HOLE_RECORDS,
    wrong: 'this.walk.last = end;\n    return 0;',
  },
  {
    ...COUNT,
    name: 'a hole records the start of the range',
    file: OPERATIONS,
    right: HOLE_RECORDS,
    wrong: 'this.walk.last = advance(start, -PAGE_SIZE * this.walk.pageOf(start));\n    return 0;',
  },
  {
    ...COUNT,
    name: 'a hole records nothing',
    file: OPERATIONS,
    right: HOLE_RECORDS,
    wrong: 'return 0;',
  },
  {
    ...COUNT,
    name: 'a gap records its end',
    file: OPERATIONS,
    right: GAP_FILLS,
    wrong: `${GAP_FILLS}\n      this.walk.last = end;`,
  },
  {
    ...COUNT,
    name: 'a gap records its start',
    file: OPERATIONS,
    right: GAP_FILLS,
    wrong: `${GAP_FILLS}\n      this.walk.last = start;`,
  },
  {
    ...COUNT,
    name: 'a migrating PMD records its start',
    file: OPERATIONS,
    right: 'this.fillValue(start, end, this.pfns.format.none, high);',
    wrong:
      'this.fillValue(start, end, this.pfns.format.none, high);\n      this.walk.last = start;',
  },
  {
    ...COUNT,
    name: 'a migrating PMD records its end',
    file: OPERATIONS,
    right: 'this.fillValue(start, end, this.pfns.format.none, high);',
    wrong: 'this.fillValue(start, end, this.pfns.format.none, high);\n      this.walk.last = end;',
  },
  {
    ...COUNT,
    name: 'a bad PMD records its end',
    file: OPERATIONS,
    right: 'this.fillValue(start, end, this.pfns.format.error, high);',
    wrong: 'this.fillValue(start, end, this.pfns.format.error, high);\n      this.walk.last = end;',
  },
  {
    ...COUNT,
    name: 'a huge mapping records its start',
    file: OPERATIONS,
    right:
      'this.record.origins.fill(origin, this.walk.pageOf(start), stop);\n    this.walk.last = end;',
    wrong:
      'this.record.origins.fill(origin, this.walk.pageOf(start), stop);\n    this.walk.last = start;',
  },
  {
    ...COUNT,
    name: 'PTEs record the last page’s start',
    file: OPERATIONS,
    right: '    this.walk.last = end;\n    return 0;\n  }\n\n  /** One PTE',
    wrong: '    this.walk.last = advance(end, -PAGE_SIZE);\n    return 0;\n  }\n\n  /** One PTE',
  },
  {
    ...COUNT,
    name: 'a skipped VMA records its start',
    file: OPERATIONS,
    right: 'this.walk.last = end;\n    return SKIP_VMA;',
    wrong: 'this.walk.last = start;\n    return SKIP_VMA;',
  },
  {
    ...COUNT,
    name: 'the count is one too many',
    file: 'legacy/range-fault.ts',
    right: 'return this.walk.pageOf(this.walk.last);',
    wrong: 'return this.walk.pageOf(this.walk.last) + 1;',
  },
  {
    ...COUNT,
    name: 'the count is always that of the range',
    file: 'legacy/range-fault.ts',
    right: 'return this.walk.pageOf(this.walk.last);',
    wrong: 'return this.record.pages;',
  },
];
