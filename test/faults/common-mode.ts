// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/**
 * One mistake, made in both formats alike: a comparison of the two sees nothing, and the contract
 * alone has to.
 */
export interface CommonFault {
  readonly name: string;
  /** The clause that must be broken in a new way. */
  readonly clause: string;
  readonly modern: PlantedFault;
  /** Undefined for what only later kernels have. */
  readonly legacy: PlantedFault | undefined;
}

type Change = readonly [file: string, right: string, wrong: string];

const WALK = 'modern/range-fault.ts';
const OUTPUT = 'modern/range-output.ts';
const NEEDS = 'modern/needed-fault.ts';
const OLD_WALK = 'legacy/vma-walk.ts';
const OLD_LOOP = 'legacy/range-fault.ts';
const OPERATIONS = 'legacy/walk-operations.ts';
const PFNS = 'legacy/pfns.ts';

function common(clause: string, name: string, modern: Change, legacy?: Change): CommonFault {
  const planted = ([file, right, wrong]: Change): PlantedFault => ({ name, file, right, wrong });
  return { name, clause, modern: planted(modern), legacy: legacy && planted(legacy) };
}

const OFFSET = 'const skipped = pagesBetween(slotStart(start, pages * PAGE_SIZE), start);';
const OLD_OFFSET = 'const offset = pagesBetween(slotStart(start, size), start);';
const CHECK = 'if (checkRetry(space, record.walks + 1)) return EBUSY;';
const HOLE_NEED = "const need = this.needOfSpan(start, end, 0);\n    if (need !== 'nothing')";

/** What is put out. */
const OUTPUT_FAULTS: readonly CommonFault[] = [
  common(
    'pfn-is-mapped',
    'the pfn of a huge page counts from the piece',
    [OUTPUT, OFFSET, 'const skipped = pagesBetween(start, start);'],
    [OPERATIONS, OLD_OFFSET, 'const offset = pagesBetween(start, start);'],
  ),
  common(
    'pfn-is-mapped',
    'the pfn has no offset in the second half of a huge mapping',
    [
      OUTPUT,
      OFFSET,
      `${OFFSET.replace('skipped', 'all')} const skipped = 2 * all < pages ? all : 0;`,
    ],
    [
      OPERATIONS,
      OLD_OFFSET,
      `${OLD_OFFSET.replace('offset', 'all')} const offset = 8192 * all < size ? all : 0;`,
    ],
  ),
  common(
    'pfn-is-mapped',
    'neighbouring frames of a huge mapping are all the first one',
    ['modern/hmm-pfns.ts', 'pfnAfter(frame, page - first)', 'pfnAfter(frame, first - first)'],
    [PFNS, 'pfnAfter(frame, page - first)', 'pfnAfter(frame, first - first)'],
  ),
  common(
    'valid-is-accessible',
    'device-private pages are reported to everyone',
    [WALK, 'ownerOf(entry) === this.owner', 'ownerOf(entry) !== 0'],
    [OPERATIONS, 'ownerOf(high) === this.owner', 'ownerOf(high) !== 0'],
  ),
  common(
    'valid-is-accessible',
    'the owner’s device-private page is always writable',
    [WALK, '(entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE', 'VALID | WRITE'],
    [OPERATIONS, '(high & WRITE_BIT) !== 0 ? validWrite : valid)', 'valid && validWrite)'],
  ),
  common(
    'valid-is-accessible',
    'the write flag is kept from an earlier page',
    [
      NEEDS,
      'return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
      'accessFlags.kept = accessFlags.kept || (entry & WRITE_BIT) !== 0;\n  return accessFlags.kept ? VALID | WRITE : VALID;',
    ],
    [
      OPERATIONS,
      'return (high & WRITE_BIT) !== 0 ? this',
      'this.kept = this.kept || (high & WRITE_BIT) !== 0;\n    return this.kept ? this',
    ],
  ),
  common(
    'valid-is-accessible',
    'a special page is treated as a normal one',
    [WALK, 'pfnOf(low, entry) !== image.zeroPfn', 'pfnOf(low, entry) === -1 && image'],
    [
      OPERATIONS,
      'pfnOf(table.low(slot), high) !== image.zeroPfn',
      'pfnOf(table.low(slot), high) === -1 && image',
    ],
  ),
  common(
    'valid-is-accessible',
    'migrating and poisoned hugetlb pages count as present',
    [WALK, 'kindOf(entry) === Kind.hugetlbPresent', 'kindOf(entry) !== Kind.none'],
    [OPERATIONS, 'kind === Kind.hugetlbPresent ?', 'kind !== Kind.none ?'],
  ),
  common(
    'mapped-is-valid',
    'a writable page is reported read-only',
    [WALK, 'putEntry(page, low, entry, flags)', 'putEntry(page, low, entry, flags & ~WRITE)'],
    [
      OPERATIONS,
      'return this.putPage(page, slot, high, flags);',
      'return this.putPage(page, slot, high, NO_FLAGS);',
    ],
  ),
  common(
    'error-is-final',
    'a swapped page is an error',
    [
      WALK,
      'return this.output.putPageFlags(page, 0, entry);',
      'return this.output.putPageFlags(page, kind === Kind.pteSwap ? ERROR : 0, entry);',
    ],
    [
      OPERATIONS,
      'return this.putValue(page, this.pfns.format.none, high);',
      "return this.putValue(page, this.pfns.format[kind === Kind.pteSwap ? 'error' : 'none'], high);",
    ],
  ),
  common(
    'error-is-final',
    'a hole is an error',
    [WALK, 'putFlags(start, end, 0, Kind.hole)', 'putFlags(start, end, ERROR, Kind.hole)'],
    [OPERATIONS, 'this.pfns.format.none, Kind.hole', 'this.pfns.format.error, Kind.hole'],
  ),
  common(
    'faultable',
    'a gap is none',
    [
      WALK,
      'return this.reportError(start, end, Kind.gap);',
      "return this.needOfSpan(start, end, 0) === 'nothing' ? this.output.putFlags(start, end, 0, Kind.gap) : this.reportError(start, end, Kind.gap);",
    ],
    [OPERATIONS, 'this.pfns.format.error, Kind.gap', 'this.pfns.format.none, Kind.gap'],
  ),
  common(
    'invalid-says-nothing',
    'a hole is filled short by one page',
    [
      WALK,
      'putFlags(start, end, 0, Kind.hole)',
      'putFlags(start, advance(end, -PAGE_SIZE), 0, Kind.hole)',
    ],
    [
      OPERATIONS,
      'this.fillValue(start, end, this.pfns.format.none, Kind.hole);',
      'this.fillValue(start, advance(end, -PAGE_SIZE), this.pfns.format.none, Kind.hole);',
    ],
  ),
  common('order-is-mapped', 'a PUD devmap has the order of a PMD', [
    WALK,
    'flags !== 0 ? orderFlags(pages) : 0;',
    'flags !== 0 ? orderFlags(PAGES_PER_TABLE) : 0;',
  ]),
  common('order-is-mapped', 'a present hugetlb page has no order', [
    WALK,
    'this.revision.mapOrder ? orderFlags(pages) : 0);',
    'present ? 0 : orderFlags(pages));',
  ]),
  common('order-is-mapped', 'a PTE has the order of its table', [
    WALK,
    'putEntry(page, low, entry, flags)',
    'putEntry(page, low, entry, flags | (this.revision.mapOrder ? orderFlags(512) : 0))',
  ]),
];

/** What is asked for, and done about it. */
const REQUEST_FAULTS: readonly CommonFault[] = [
  common(
    'mask-hides',
    'the mask is not applied',
    [NEEDS, '(this.hmmPfns.flags(page) & this.mask) |', 'this.hmmPfns.flags(page) |'],
    [PFNS, '((words[2 * page] ?? 0) & mask.low) |', '(words[2 * page] ?? 0) |'],
  ),
  common(
    'requested-is-there',
    'a migrating huge page is not waited for',
    [
      WALK,
      "if (this.needOfSpan(start, end, 0) !== 'nothing') {\n          return this.waitFor",
      'if (start > end) {\n          return this.waitFor',
    ],
    [OPERATIONS, 'if (needed) return this.walk.wait(slot, start, end, high);', ''],
  ),
  common(
    'waits-for-who-asked',
    'a migrating huge page is waited for without a request',
    [
      WALK,
      "if (this.needOfSpan(start, end, 0) !== 'nothing') {\n          return this.waitFor",
      'if (start < end) {\n          return this.waitFor',
    ],
    [OPERATIONS, 'if (needed) return this.walk.wait(', 'return this.walk.wait('],
  ),
  common(
    'valid-is-accessible',
    'a NUMA-hinting page is not faulted',
    [
      WALK,
      "const need = this.need.ofPage(page, flags);\n    if (need !== 'nothing') return this.faultIn(vma, this.output",
      "const need = this.need.ofPage(page, accessFlags(entry & ~0x40));\n    if (need !== 'nothing') return this.faultIn(vma, this.output",
    ],
    [
      OPERATIONS,
      'const need = this.pfns.pageNeeds(page, flags);\n    if (need !== 0) return this.walk.fault(vma, at',
      'const need = this.pfns.pageNeeds(page, this.cpuFlags(high & ~0x40));\n    if (need !== 0) return this.walk.fault(vma, at',
    ],
  ),
  common(
    'requested-is-there',
    'a hugetlb piece is judged by its last page',
    [
      WALK,
      'this.need.ofPage(this.output.index(start), flags)',
      'this.need.ofPage(this.output.index(end) - 1, flags)',
    ],
    [
      OPERATIONS,
      'this.pfns.pageNeeds(this.walk.pageOf(start), flags)',
      'this.pfns.pageNeeds(this.walk.pageOf(end) - 1, flags)',
    ],
  ),
  common(
    'requested-is-there',
    'a special page that is asked for is an error, and the call succeeds',
    [
      WALK,
      "if (this.needOfSpan(start, end, 0) !== 'nothing') {\n      return this.stopAt(EFAULT",
      'if (start > end) {\n      return this.stopAt(EFAULT',
    ],
    [OPERATIONS, 'if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {', 'if (page < 0) {'],
  ),
  common(
    'reporting-changes-nothing',
    'holes are faulted without a request',
    [WALK, HOLE_NEED, "const need = 'read fault';\n    if (need !== 'nothing')"],
    [
      OPERATIONS,
      'if (need !== 0) return this.walk.fault(vma, start, end, need, Kind.hole);',
      'return this.walk.fault(vma, start, end, 1, Kind.hole);',
    ],
  ),
  common(
    'read-stays-read',
    'every fault is a write fault where it may be',
    [
      WALK,
      'handleMmFault(this.space, vma, at, write)',
      'handleMmFault(this.space, vma, at, vma.write)',
    ],
    [
      OLD_WALK,
      'handleMmFault(this.space, vma, at, write)',
      'handleMmFault(this.space, vma, at, vma.write)',
    ],
  ),
  common(
    'mapped-is-valid',
    'the owner’s device-private page counts as another’s',
    [WALK, 'ownerOf(entry) === this.owner) {', 'ownerOf(entry) === -1) {'],
    [OPERATIONS, 'ownerOf(high) === this.owner) {', 'ownerOf(high) === -1) {'],
  ),
  common(
    'own-pages-stay',
    'the owner’s device-private page is faulted back',
    [
      WALK,
      'ownerOf(entry) === this.owner) {',
      "ownerOf(entry) === this.owner) {\n      if (this.need.ofPage(page, 0) !== 'nothing') return this.faultIn(vma, this.output.addressOf(page), end, 'read fault', entry);",
    ],
    [
      OPERATIONS,
      'ownerOf(high) === this.owner) {',
      'ownerOf(high) === this.owner) {\n      if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) return this.walk.fault(vma, at, end, 1, high);',
    ],
  ),
  common(
    'fault-is-permitted',
    'writes are faulted in VMAs without write permission',
    [WALK, 'if (write && !vma.write) return', 'if (write && !vma.read) return'],
    [OLD_WALK, 'if (write && !vma.write) return', 'if (write && !vma.read) return'],
  ),
  common(
    'fault-is-permitted',
    'page faults go on beyond the VMA',
    [
      WALK,
      'for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {\n      const faulted',
      'for (let at = start; at <= vma.end; at = advance(at, PAGE_SIZE)) {\n      const faulted',
    ],
    [
      OLD_WALK,
      'for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {\n      if (!handle',
      'for (let at = start; at <= vma.end; at = advance(at, PAGE_SIZE)) {\n      if (!handle',
    ],
  ),
  common(
    'reporting-changes-nothing',
    'a PTE’s fault goes on beyond its table',
    [
      WALK,
      'case Kind.pteSwap:\n        return this.faultIn(vma, at, end, need, entry);',
      'case Kind.pteSwap:\n        return this.faultIn(vma, at, Math.min(vma.end, this.output.addressOf(this.record.pages)), need, entry);',
    ],
    [
      OPERATIONS,
      'if (kind === Kind.none || kind === Kind.pteSwap) {\n      return this.walk.fault(vma, at, end, need, high);',
      'if (kind === Kind.none || kind === Kind.pteSwap) {\n      return this.walk.fault(vma, at, Math.min(vma.end, this.walk.start + 4096 * this.record.pages), need, high);',
    ],
  ),
  common(
    'faulted-once',
    'a page is faulted for read and then for write',
    [
      WALK,
      'const faulted = handleMmFault(',
      'if (write) handleMmFault(this.space, vma, at, false);\n      const faulted = handleMmFault(',
    ],
    [
      OLD_WALK,
      'if (!handleMmFault(',
      'if (write) handleMmFault(this.space, vma, at, false);\n      if (!handleMmFault(',
    ],
  ),
];

/** How the call ends. */
const ENDING_FAULTS: readonly CommonFault[] = [
  common(
    'efault-is-final',
    'a swapped page that is asked for is -EFAULT',
    [WALK, 'case Kind.pteSwap:\n', ''],
    [OPERATIONS, 'if (kind === Kind.none || kind === Kind.pteSwap) {', 'if (kind === Kind.none) {'],
  ),
  common(
    'efault-is-final',
    'a migrating page that is asked for is -EFAULT',
    [WALK, 'return this.waitFor(slot, at, advance(at, PAGE_SIZE), entry);', 'break;'],
    [
      OPERATIONS,
      'if (kind === Kind.pteMigration) return this.walk.wait(slot, at, next, high);',
      '',
    ],
  ),
  common(
    'efault-is-final',
    'a write that the VMA forbids is -EFAULT',
    [WALK, 'this.stopAt(EPERM, Ending.denied', 'this.stopAt(EFAULT, Ending.denied'],
    [OLD_WALK, 'this.leave(EPERM, Ending.denied', 'this.leave(EFAULT, Ending.denied'],
  ),
  common(
    'eperm-denies-write',
    'a read that the VMA allows is -EPERM',
    [WALK, 'if (write && !vma.write) return', 'if (!vma.write) return'],
    [OLD_WALK, 'if (write && !vma.write) return', 'if (!vma.write) return'],
  ),
  common(
    'returns-an-answer',
    'a write that the VMA forbids is -EACCES',
    [WALK, 'this.stopAt(EPERM, Ending.denied', 'this.stopAt(-13, Ending.denied'],
    [OLD_WALK, 'this.leave(EPERM, Ending.denied', 'this.leave(-13, Ending.denied'],
  ),
  common(
    'returns-an-answer',
    'nobody waits for a migrating page',
    [WALK, 'waitForMigration(this.space, slot);', ''],
    [OLD_WALK, 'waitForMigration(this.space, slot);', ''],
  ),
  common(
    'returns-an-answer',
    'a huge mapping is judged as if its CPU flags were empty',
    [
      WALK,
      'const need = this.needOfSpan(start, end, flags);',
      'const need = this.needOfSpan(start, end, 0);',
    ],
    [
      OPERATIONS,
      'const need = this.spanNeeds(start, end, flags);',
      'const need = this.spanNeeds(start, end, NO_FLAGS);',
    ],
  ),
  common(
    'ebusy-is-stale',
    'the sequence is looked at before the first walk only',
    [WALK, CHECK, CHECK.replace('))', ') && record.walks === 0)')],
    [OLD_LOOP, CHECK, CHECK.replace('))', ') && record.walks === 0)')],
  ),
  common(
    'ebusy-is-stale',
    'an internal retry is the caller’s',
    [WALK, 'if (code !== EBUSY) return code;', 'return code;'],
    [OLD_LOOP, 'if (code !== EBUSY) return code;', 'return code;'],
  ),
  common(
    'fails-for-who-asked',
    'poison fails the call, asked for or not',
    [
      WALK,
      "if (need === 'nothing') return this.output",
      "if (need === 'nothing' && kind !== Kind.pteHwpoison) return this.output",
    ],
    [
      OPERATIONS,
      'if (need === 0) return this.putValue(',
      'if (need === 0 && kind !== Kind.pteHwpoison) return this.putValue(',
    ],
  ),
  common(
    'valid-is-accessible',
    'a retry resumes after the piece',
    [WALK, 'this.last = start;\n    return code;', 'this.last = end;\n    return code;'],
    [
      OLD_WALK,
      'this.last = start;\n    this.left = start;',
      'this.last = end;\n    this.left = start;',
    ],
  ),
  common(
    'reporting-changes-nothing',
    'a retry resumes at the start of the range',
    [
      WALK,
      'walkPageRange(space, this.last, end',
      'walkPageRange(space, this.output.addressOf(0), end',
    ],
    [OLD_LOOP, 'walkPageRange(space, walk.last, end', 'walkPageRange(space, walk.start, end'],
  ),
  common(
    'stop-divides',
    'a call that fails clears the rest of the array',
    [
      WALK,
      'this.record.endWalk(ending, origin, start, end);',
      'this.record.endWalk(ending, origin, start, end);\n    if (code !== EBUSY) this.hmmPfns.putFlags(this.output.index(start), this.record.pages, 0);',
    ],
    [
      OLD_LOOP,
      'record.stoppedAt = record.ret === 0 ? record.pages : walk.leftAt;',
      'record.stoppedAt = record.ret === 0 ? record.pages : walk.leftAt;\n    this.pfns.fillValue(record.stoppedAt, record.pages, this.pfns.format.none);',
    ],
  ),
  common(
    'stop-divides',
    'a call that fails has passed a page without putting it out',
    [
      WALK,
      'record.pages : this.output.index(this.last);',
      'record.pages : this.output.index(this.last) + 1;',
    ],
    [OLD_LOOP, 'record.pages : walk.leftAt;', 'record.pages : walk.leftAt + 1;'],
  ),
];

/** Mistakes that both formats could share. */
export const COMMON_FAULTS: readonly CommonFault[] = [
  ...OUTPUT_FAULTS,
  ...REQUEST_FAULTS,
  ...ENDING_FAULTS,
];
