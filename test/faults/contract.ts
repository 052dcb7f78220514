// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModelName } from '../../oracle/run/side-names';
import type { PlantedFault } from './graph';

/** A wrong line that breaks a promise of the contract, for one side alone. */
export interface ContractFault {
  /** The promise that a report must name. */
  readonly breaks: string;
  readonly side: ModelName;
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
      file: 'modern/hmm-pfns.ts',
      within: 'ofPage',
      right: '($request & REQ_WRITE) !== 0 && ($cpuFlags & WRITE) === 0',
      wrong: '($request & REQ_WRITE) !== 0 && ($cpuFlags & VALID) === 0',
    },
  },
  {
    breaks: 'requested-is-there',
    side: 'legacy',
    fault: {
      name: 'swap is reported, asked for or not',
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'if ($need === 0) return this.putValue($page, this.pfns.format.none, $high);',
      wrong:
        'if ($need === 0 || kindOf($high) === Kind.pteSwap) return this.putValue($page, this.pfns.format.none, $high);',
    },
  },
  {
    breaks: 'invalid-says-nothing',
    side: 'modern',
    fault: {
      name: 'another owner’s page is reported by its pfn',
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'this.output.putPageFlags($3, 0, $entry)',
      wrong: 'this.output.putEntry($3, this.space.table.low($2), $entry, 0)',
    },
  },
  {
    breaks: 'valid-is-accessible',
    side: 'modern',
    fault: {
      name: 'every present entry counts as writable',
      file: 'modern/hmm-pfns.ts',
      within: 'accessFlags',
      right: 'return ($entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
      wrong: 'return VALID | WRITE;',
    },
  },
  {
    breaks: 'reporting-changes-nothing',
    side: 'modern',
    fault: {
      name: 'holes are faulted without a request',
      file: 'modern/walk-operations.ts',
      within: 'hole',
      right: 'const $need = this.needOfSpan($start, $end, 0);',
      wrong: "const $need = 'read fault';",
    },
  },
  {
    breaks: 'read-stays-read',
    side: 'modern',
    fault: {
      name: 'every fault is a write fault',
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'handleMmFault(this.space, $vma, $at, $write)',
      wrong: 'handleMmFault(this.space, $vma, $at, $vma.write)',
    },
  },
  {
    breaks: 'own-pages-stay',
    side: 'legacy',
    fault: {
      name: 'the owner’s page is faulted back',
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: '$kind === Kind.none || $kind === Kind.pteSwap',
      wrong: '$kind === Kind.none || $kind === Kind.pteSwap || $kind === Kind.pteDevicePrivate',
    },
  },
  {
    breaks: 'fails-for-who-asked',
    side: 'modern',
    fault: {
      name: 'poison fails the call, asked for or not',
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: "if ($need === 'nothing') return this.output.putPageFlags($page, 0, $entry);",
      wrong:
        "if ($need === 'nothing' && kindOf($entry) !== Kind.pteHwpoison) return this.output.putPageFlags($page, 0, $entry);",
    },
  },
  {
    breaks: 'faultable',
    side: 'modern',
    fault: {
      name: 'a special page is reported as none',
      file: 'modern/walk-operations.ts',
      within: 'reportError',
      right: 'return this.output.putFlags($start, $end, ERROR, $origin);',
      wrong: 'return this.output.putFlags($start, $end, 0, $origin);',
    },
  },
  {
    breaks: 'mask-hides',
    side: 'modern',
    fault: {
      name: 'the mask is not applied',
      file: 'modern/hmm-pfns.ts',
      within: 'ofPage',
      right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
      wrong: 'this.hmmPfns.flags($page) | this.defaultFlags',
    },
  },
  {
    breaks: 'stop-divides',
    side: 'modern',
    fault: {
      name: 'a stopped call clears the rest of the array',
      file: 'modern/range-fault.ts',
      within: 'runAgain',
      right: '$record.stoppedAt = $record.ret === 0 ? $record.pages : $record.within($walk.last);',
      wrong:
        '$record.stoppedAt = $record.ret === 0 ? $record.pages : $record.within($walk.last); this.hmmPfns.putFlags($record.stoppedAt, $record.pages, 0);',
    },
  },
  {
    breaks: 'count-covers',
    side: 'v5.7',
    fault: {
      name: 'skipped VMAs are not counted',
      file: 'legacy/walk-operations.ts',
      within: 'testWalk',
      right: 'this.walk.last = $end; return SKIP_VMA;',
      wrong: 'return SKIP_VMA;',
    },
  },
  {
    breaks: 'fault-is-needed',
    side: 'modern',
    fault: {
      name: 'a page that is there is faulted once all the same',
      file: 'modern/walk-operations.ts',
      within: 'presentPte',
      right: "$need !== 'nothing'",
      wrong:
        "$need !== 'nothing' || (this.record.walks === 1 && this.need.ofPage($3, 0) !== 'nothing')",
    },
  },
  {
    breaks: 'failure-changes-nothing',
    side: 'modern',
    fault: {
      name: 'a page is faulted for read before a write is denied',
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'if ($write && !$vma.write) return $denied;',
      wrong:
        'if ($write && !$vma.write) { handleMmFault(this.space, $vma, $2, false); return $denied; }',
    },
  },
  {
    breaks: 'ebusy-for-who-asked',
    side: 'legacy',
    fault: {
      name: 'a fault takes the page before it with it',
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'return this.walk.fault($vma, $at, $end, $need, $high);',
      wrong: 'return this.walk.fault($vma, $at > 0 ? $at - 1 : $at, $end, $need, $high);',
    },
  },
];
