// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPlaceFault } from './known-fault';

const ILL_FORMED = { sides: ['legacy', 'modern'], among: 'ill-formed formats' } as const;

/** Wrong lines that show only where an ill-formed format asks something else. */
export const ASKS_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'flags that share bits: -EPERM becomes -EFAULT',
    file: 'legacy/walk-operations.ts',
    within: 'pte',
    right: 'this.walk.fault($vma, $at, $end, $need, $high)',
    wrong:
      '((this.pfns.format.valid.low & this.pfns.format.write.low) | (this.pfns.format.valid.high & this.pfns.format.write.high)) !== 0 && !$vma.write ? this.walk.fail($at, $end, $high) : this.walk.fault($vma, $at, $end, $need, $high)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'flags that share bits: a page is faulted alone',
    file: 'legacy/walk-operations.ts',
    within: 'pte',
    right: 'this.walk.fault($vma, $at, $end, $need, $high)',
    wrong:
      'this.walk.fault($vma, $at, ((this.pfns.format.valid.low & this.pfns.format.write.low) | (this.pfns.format.valid.high & this.pfns.format.write.high)) !== 0 ? $at + 1 : $end, $need, $high)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'flags that share bits: what can be read is faulted for write',
    file: 'legacy/vma-walk.ts',
    within: 'pageNeeds',
    right: '!hasAnyBit(write, $cpuFlags.low, $cpuFlags.high)',
    wrong:
      '(!hasAnyBit(write, $cpuFlags.low, $cpuFlags.high) || (hasAnyBit(write, valid.low, valid.high) && $cpuFlags === valid))',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'flags that share bits: a special page is a page',
    file: 'legacy/walk-operations.ts',
    within: 'presentPte',
    right: '($high & SPECIAL_BIT)',
    wrong:
      '!(((this.pfns.format.valid.low & this.pfns.format.write.low) | (this.pfns.format.valid.high & this.pfns.format.write.high)) !== 0) && ($high & SPECIAL_BIT)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'WRITE = 0: every fault is a write fault',
    file: 'legacy/vma-walk.ts',
    within: 'pageNeeds',
    right: 'hasAnyBit(write, $low, $high) && !hasAnyBit(write, $cpuFlags.low, $cpuFlags.high)',
    wrong:
      '(hasAnyBit(write, $low, $high) || (write.low | write.high) === 0) && !hasAnyBit(write, $cpuFlags.low, $cpuFlags.high)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'WRITE = 0: a huge page is not faulted',
    file: 'legacy/walk-operations.ts',
    within: 'hugeMapping',
    right: 'this.spanNeeds($start, $end, $flags)',
    wrong:
      '(this.pfns.format.write.low | this.pfns.format.write.high) === 0 ? 0 : this.spanNeeds($start, $end, $flags)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'VALID = 0: a page is faulted all the same',
    file: 'legacy/vma-walk.ts',
    within: 'pageNeeds',
    right: '!hasAnyBit(valid, $low, $high)',
    wrong: '!hasAnyBit(valid, $low, $high) && (valid.low | valid.high) !== 0',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'modern',
    name: 'a write request to read-only memory is -EFAULT',
    file: 'modern/vma-walk.ts',
    within: 'faultIn',
    right: 'this.stopAt(EPERM, Ending.denied, $origin, $start, $end)',
    wrong: 'this.stopAt(EFAULT, Ending.denied, $origin, $start, $end)',
  },
];
