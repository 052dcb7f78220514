// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side';
import type { PlantedFault } from './graph';

const MODERN = 'modern/range-fault.ts';
const NEEDS = 'modern/needed-fault.ts';
const LEGACY = 'legacy/walk-operations.ts';

/** A wrong line that breaks a promise of the contract, for one side alone. */
export interface ContractFault {
  /** The promise that a report must name. */
  readonly breaks: string;
  readonly side: SideName;
  readonly fault: PlantedFault;
}

/**
 * Mistakes that all sides could share: no comparison would find them then, so a side with one is
 * held to the contract alone.
 */
export const CONTRACT_FAULTS: readonly ContractFault[] = [
  {
    breaks: 'requested-is-there',
    side: 'modern',
    fault: {
      name: 'a read fault is thought to be enough for a write',
      file: NEEDS,
      right: '(request & REQ_WRITE) !== 0 && (cpuFlags & WRITE) === 0',
      wrong: '(request & REQ_WRITE) !== 0 && (cpuFlags & VALID) === 0',
    },
  },
  {
    breaks: 'requested-is-there',
    side: 'legacy',
    fault: {
      name: 'swap is reported, asked for or not',
      file: LEGACY,
      right: 'const need = this.pfns.pageNeeds(page, NO_FLAGS);\n    if (need === 0)',
      wrong:
        'const need = this.pfns.pageNeeds(page, NO_FLAGS);\n    if (need === 0 || kind === Kind.pteSwap)',
    },
  },
  {
    breaks: 'invalid-says-nothing',
    side: 'modern',
    fault: {
      name: 'another owner’s page is reported by its pfn',
      file: MODERN,
      right: 'return this.output.putPageFlags(page, 0, entry);',
      wrong: 'return this.output.putEntry(page, table.low(slot), entry, 0);',
    },
  },
  {
    breaks: 'valid-is-accessible',
    side: 'modern',
    fault: {
      name: 'every present entry counts as writable',
      file: NEEDS,
      right: 'return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
      wrong: 'return VALID | WRITE;',
    },
  },
  {
    breaks: 'reporting-changes-nothing',
    side: 'modern',
    fault: {
      name: 'holes are faulted without a request',
      file: MODERN,
      right: 'const need = this.needOfSpan(start, end, 0);\n    if (need',
      wrong: "const need = 'read fault';\n    if (need",
    },
  },
  {
    breaks: 'read-stays-read',
    side: 'modern',
    fault: {
      name: 'every fault is a write fault',
      file: MODERN,
      right: 'handleMmFault(this.space, vma, at, write)',
      wrong: 'handleMmFault(this.space, vma, at, vma.write)',
    },
  },
  {
    breaks: 'own-pages-stay',
    side: 'legacy',
    fault: {
      name: 'the owner’s page is faulted back',
      file: LEGACY,
      right: 'if (kind === Kind.none || kind === Kind.pteSwap) {',
      wrong: 'if (kind === Kind.none || kind === Kind.pteSwap || ownerOf(high) > 0) {',
    },
  },
  {
    breaks: 'fails-for-who-asked',
    side: 'modern',
    fault: {
      name: 'poison fails the call, asked for or not',
      file: MODERN,
      right: "if (need === 'nothing') return this.output",
      wrong: "if (need === 'nothing' && kind !== Kind.pteHwpoison) return this.output",
    },
  },
  {
    breaks: 'faultable',
    side: 'modern',
    fault: {
      name: 'a special page is reported as none',
      file: MODERN,
      right: 'return this.output.putFlags(start, end, ERROR, origin);',
      wrong: 'return this.output.putFlags(start, end, 0, origin);',
    },
  },
  {
    breaks: 'mask-hides',
    side: 'modern',
    fault: {
      name: 'the mask is not applied',
      file: NEEDS,
      right: '(this.hmmPfns.flags(page) & this.mask) | this.defaultFlags',
      wrong: 'this.hmmPfns.flags(page) | this.defaultFlags',
    },
  },
  {
    breaks: 'stop-divides',
    side: 'modern',
    fault: {
      name: 'a stopped call clears the rest of the array',
      file: MODERN,
      right: 'record.stoppedAt = record.ret === 0 ? record.pages : this.output.index(this.last);',
      wrong:
        'record.stoppedAt = record.ret === 0 ? record.pages : this.output.index(this.last);\n    this.hmmPfns.putFlags(record.stoppedAt, record.pages, 0);',
    },
  },
  {
    breaks: 'count-covers',
    side: 'v5.7',
    fault: {
      name: 'skipped VMAs are not counted',
      file: LEGACY,
      right: 'this.walk.last = end;\n    return SKIP_VMA;',
      wrong: 'return SKIP_VMA;',
    },
  },
];
