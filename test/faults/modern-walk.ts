// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

const FILE = 'modern/range-fault.ts';

/** Wrong lines in the fixed format's walk and its loop of retries (model.md, sections 2 and 3). */
export const MODERN_WALK_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a present entry is reported without its flags',
    file: FILE,
    right: 'return this.output.putEntry(page, low, entry, flags);',
    wrong: 'return this.output.putEntry(page, low, entry, 0);',
  },
  {
    name: 'VMAs with mixedmap are walked',
    file: FILE,
    right: 'const mixed = vma.mixedmap && !this.revision.mixedMapsWalked;',
    wrong: 'const mixed = vma.mixedmap && this.revision.mixedMapsWalked;',
  },
  {
    name: 'VMAs that are not readable are walked',
    file: FILE,
    right: 'if (vma.io || vma.pfnmap || mixed || !vma.read) {',
    wrong: 'if (vma.io || vma.pfnmap || mixed) {',
  },
  {
    name: 'a gap is reported as none',
    file: FILE,
    right: 'if (vma === null) return this.reportError(start, end, Kind.gap);',
    wrong: 'if (vma === null) return this.output.putFlags(start, end, 0, Kind.gap);',
  },
  {
    name: 'a hole is faulted one page at a time',
    file: FILE,
    right: "if (need !== 'nothing') return this.faultIn(vma, start, end, need, Kind.hole);",
    wrong:
      "if (need !== 'nothing') return this.faultIn(vma, start, advance(start, PAGE_SIZE), need, Kind.hole);",
  },
  {
    name: 'a hole is reported as an error',
    file: FILE,
    right: 'return this.output.putFlags(start, end, 0, Kind.hole);',
    wrong: 'return this.output.putFlags(start, end, ERROR, Kind.hole);',
  },
  {
    name: 'a migrating huge page is waited for without a request',
    file: FILE,
    right: "if (this.needOfSpan(start, end, 0) !== 'nothing') {\n          return this.waitFor",
    wrong: 'if (start < end) {\n          return this.waitFor',
  },
  {
    name: 'a migrating huge page is an error',
    file: FILE,
    right: 'return this.output.putFlags(start, end, 0, entry);',
    wrong: 'return this.reportError(start, end, entry);',
  },
  {
    name: 'a broken PMD is reported as none',
    file: FILE,
    right: 'default:\n        return this.reportError(start, end, entry);',
    wrong: 'default:\n        return this.output.putFlags(start, end, 0, entry);',
  },
  {
    name: 'a hugetlb piece is judged by all its requests',
    file: FILE,
    right: 'const need = this.need.ofPage(this.output.index(start), flags);',
    wrong: 'const need = this.needOfSpan(start, end, flags);',
  },
  {
    name: 'hugetlb migration entries count as present',
    file: FILE,
    right: 'const present = kindOf(entry) === Kind.hugetlbPresent;',
    wrong: 'const present = kindOf(entry) !== Kind.none;',
  },
  {
    name: 'a huge mapping is judged as if its CPU flags were empty',
    file: FILE,
    right: 'const need = this.needOfSpan(start, end, flags);\n    if (need',
    wrong: 'const need = this.needOfSpan(start, end, 0);\n    if (need',
  },
  {
    name: 'any owner’s device-private page is reported',
    file: FILE,
    right: 'kind === Kind.pteDevicePrivate && ownerOf(entry) === this.owner',
    wrong: 'kind === Kind.pteDevicePrivate && ownerOf(entry) !== 0',
  },
  {
    name: 'the owner’s device-private page is always writable',
    file: FILE,
    right: '(entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE',
    wrong: '(entry & WRITE_BIT) === 4 ? VALID : VALID | WRITE',
  },
  {
    name: 'swap cannot be faulted',
    file: FILE,
    right: 'case Kind.pteSwap:\n',
    wrong: '',
  },
  {
    name: 'a migrating page is faulted, not waited for',
    file: FILE,
    right: 'case Kind.none:\n      case Kind.pteSwap:',
    wrong: 'case Kind.none:\n      case Kind.pteMigration:\n      case Kind.pteSwap:',
  },
  {
    name: 'a poisoned page is faulted',
    file: FILE,
    right: 'case Kind.none:\n      case Kind.pteSwap:',
    wrong: 'case Kind.none:\n      case Kind.pteHwpoison:\n      case Kind.pteSwap:',
  },
  {
    name: 'a PTE is faulted alone, not up to the end of the piece',
    file: FILE,
    right: 'case Kind.pteSwap:\n        return this.faultIn(vma, at, end, need, entry);',
    wrong:
      'case Kind.pteSwap:\n        return this.faultIn(vma, at, advance(at, PAGE_SIZE), need, entry);',
  },
  {
    name: 'the zero page is an error, as any special page',
    file: FILE,
    right: '(entry & SPECIAL_BIT) !== 0 && pfnOf(low, entry) !== image.zeroPfn',
    wrong: '(entry & SPECIAL_BIT) !== 0 && image.zeroPfn >= 0',
  },
  {
    name: 'a special page is reported as a page',
    file: FILE,
    right: '(entry & SPECIAL_BIT) !== 0 && pfnOf(low, entry) !== image.zeroPfn',
    wrong: '(entry & SPECIAL_BIT) !== 0 && pfnOf(low, entry) === -1 && image.zeroPfn',
  },
  {
    name: 'a request for what cannot be mapped is ignored',
    file: FILE,
    right: "if (this.needOfSpan(start, end, 0) !== 'nothing') {\n      return this.stopAt(EFAULT",
    wrong: 'if (start > end) {\n      return this.stopAt(EFAULT',
  },
  {
    name: 'writes are faulted in VMAs that are not writable',
    file: FILE,
    right: 'if (write && !vma.write) return',
    wrong: 'if (write && !vma.read) return',
  },
  {
    name: 'a page fault that fails is ignored',
    file: FILE,
    right: 'if (!faulted) return',
    wrong: 'if (!faulted && !vma.read) return',
  },
  {
    name: 'a denied write is -EFAULT',
    file: FILE,
    right: 'this.stopAt(EPERM, Ending.denied',
    wrong: 'this.stopAt(EFAULT, Ending.denied',
  },
  {
    name: 'the last page of a piece is not faulted',
    file: FILE,
    right: 'for (let at = start; at < end; at = advance(at, PAGE_SIZE)) {\n      const faulted',
    wrong:
      'for (let at = start; at < end - PAGE_SIZE; at = advance(at, PAGE_SIZE)) {\n      const faulted',
  },
  {
    name: 'all faults are read faults',
    file: FILE,
    right: 'handleMmFault(this.space, vma, at, write)',
    wrong: 'handleMmFault(this.space, vma, at, false)',
  },
  {
    name: 'a retry starts at the beginning of the range',
    file: FILE,
    right: 'walkPageRange(space, this.last, end, this,',
    wrong: 'walkPageRange(space, this.output.addressOf(0), end, this,',
  },
  {
    name: 'the sequence is checked before the first walk only',
    file: FILE,
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong: 'if (checkRetry(space, record.walks + 1) && record.walks === 0) return EBUSY;',
  },
  {
    name: 'a stale sequence is noticed one walk late',
    file: FILE,
    right: 'if (checkRetry(space, record.walks + 1)) return EBUSY;',
    wrong: 'if (checkRetry(space, record.walks)) return EBUSY;',
  },
  {
    name: 'a second walk from one place is a livelock, whatever the first one changed',
    file: FILE,
    right: 'const stuck = sameStart > 0 && table.mark() === changes;',
    wrong: 'const stuck = sameStart > 0;',
  },
];
