// SPDX-License-Identifier: GPL-2.0-or-later
import { type CommonFault, common } from './common-fault';

/** How the call ends. */
export const ENDING_FAULTS: readonly CommonFault[] = [
  common(
    'efault-is-final',
    'a swapped page that is asked for is -EFAULT',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
      wrong: 'return this.faultIn($vma, $at, $end, $need, $entry);',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: '$kind === Kind.none || $kind === Kind.pteSwap',
      wrong: '$kind === Kind.none',
    },
  ),
  common(
    'fault-can-help',
    'a poisoned page that is asked for is faulted',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
      wrong:
        'case Kind.pteSwap: case Kind.pteHwpoison: return this.faultIn($vma, $at, $end, $need, $entry);',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: '$kind === Kind.none || $kind === Kind.pteSwap',
      wrong: '$kind === Kind.none || $kind === Kind.pteSwap || $kind === Kind.pteHwpoison',
    },
  ),
  common(
    'efault-is-final',
    'a migrating page that is asked for is -EFAULT',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'return this.waitFor($slot, $at, $at + 1, $entry);',
      wrong: 'break;',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'if ($kind === Kind.pteMigration) return this.walk.wait($slot, $at, $next, $high);',
      wrong: '',
    },
  ),
  common(
    'efault-is-final',
    'a write that the VMA forbids is -EFAULT',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'this.stopAt(EPERM, Ending.denied, $origin, $start, $end)',
      wrong: 'this.stopAt(EFAULT, Ending.denied, $origin, $start, $end)',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: 'this.leave(EPERM, Ending.denied, $origin, $start, $end)',
      wrong: 'this.leave(EFAULT, Ending.denied, $origin, $start, $end)',
    },
  ),
  common(
    'eperm-denies-write',
    'a read that the VMA allows is -EPERM',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: '$write && !$vma.write',
      wrong: '!$vma.write',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: '$write && !$vma.write',
      wrong: '!$vma.write',
    },
  ),
  common(
    'returns-an-answer',
    'a write that the VMA forbids is -EACCES',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'this.stopAt(EPERM, Ending.denied, $origin, $start, $end)',
      wrong: 'this.stopAt(-13, Ending.denied, $origin, $start, $end)',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: 'this.leave(EPERM, Ending.denied, $origin, $start, $end)',
      wrong: 'this.leave(-13, Ending.denied, $origin, $start, $end)',
    },
  ),
  common(
    'returns-an-answer',
    'nobody waits for a migrating page',
    {
      file: 'modern/vma-walk.ts',
      within: 'waitFor',
      right: 'waitForMigration(this.space, $slot);',
      wrong: '',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'wait',
      right: 'waitForMigration(this.space, $slot);',
      wrong: '',
    },
  ),
  common(
    'returns-an-answer',
    'a huge mapping is judged as if its CPU flags were empty',
    {
      file: 'modern/walk-operations.ts',
      within: 'huge',
      right: 'this.needOfSpan($start, $end, $flags)',
      wrong: 'this.needOfSpan($start, $end, 0)',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hugeMapping',
      right: 'this.spanNeeds($start, $end, $flags)',
      wrong: 'this.spanNeeds($start, $end, NO_FLAGS)',
    },
  ),
  common(
    'ebusy-is-stale',
    'the sequence is looked at before the first walk only',
    {
      file: 'modern/range-fault.ts',
      within: 'retryUntilDone',
      right: 'checkRetry(space, record.walks + 1)',
      wrong: 'checkRetry(space, record.walks + 1) && record.walks === 0',
    },
    {
      file: 'legacy/range-fault.ts',
      within: 'walkUntilDone',
      right: 'checkRetry(space, record.walks + 1)',
      wrong: 'checkRetry(space, record.walks + 1) && record.walks === 0',
    },
  ),
  common(
    'ebusy-is-stale',
    'an internal retry is the caller’s',
    {
      file: 'modern/range-fault.ts',
      within: 'retryUntilDone',
      right: 'if ($code !== EBUSY) return $code;',
      wrong: 'return $code;',
    },
    {
      file: 'legacy/range-fault.ts',
      within: 'walkUntilDone',
      right: 'if ($code !== EBUSY) return $code;',
      wrong: 'return $code;',
    },
  ),
  common(
    'fails-for-who-asked',
    'poison fails the call, asked for or not',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: "if ($need === 'nothing') return this.output.putPageFlags($page, 0, $entry);",
      wrong:
        "if ($need === 'nothing' && kindOf($entry) !== Kind.pteHwpoison) return this.output.putPageFlags($page, 0, $entry);",
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right:
        'if ($need === 0) return this.putValue($page, this.pfns.format.none, $high); if ($kind === Kind.none || $kind === Kind.pteSwap) { return this.walk.fault($vma, $at, $end, $need, $high); }',
      wrong:
        'if ($need === 0 && $kind !== Kind.pteHwpoison) return this.putValue($page, this.pfns.format.none, $high); if ($kind === Kind.none || $kind === Kind.pteSwap) { return this.walk.fault($vma, $at, $end, $need, $high); }',
    },
  ),
  common(
    'unfilled',
    'a retry resumes after the piece',
    {
      file: 'modern/vma-walk.ts',
      within: 'stopAt',
      right: 'this.last = $start',
      wrong: 'this.last = $5',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'leave',
      right: 'this.last = $start',
      wrong: 'this.last = $5',
    },
  ),
  common(
    'reporting-changes-nothing',
    'a retry resumes at the start of the range',
    {
      file: 'modern/range-fault.ts',
      within: 'retryUntilDone',
      right: 'walkPageRange(space, $walk.last, $end, $walk, this.revision.gapIsOneHole)',
      wrong: 'walkPageRange(space, 0, $end, $walk, this.revision.gapIsOneHole)',
    },
    {
      file: 'legacy/range-fault.ts',
      within: 'walkUntilDone',
      right: 'walk.last',
      wrong: '0',
    },
  ),
  common(
    'stop-divides',
    'a call that fails clears the rest of the array',
    {
      file: 'modern/vma-walk.ts',
      within: 'stopAt',
      right: 'this.record.endWalk($ending, $origin, $start, $end);',
      wrong:
        'this.record.endWalk($ending, $origin, $start, $end); if ($1 !== EBUSY) this.hmmPfns.putFlags(this.output.index($start), this.record.pages, 0);',
    },
    {
      file: 'legacy/range-fault.ts',
      within: 'runAgain',
      right: 'record.stoppedAt = record.ret === 0 ? record.pages : walk.leftAt;',
      wrong:
        'record.stoppedAt = record.ret === 0 ? record.pages : walk.leftAt; this.pfns.fillValue(record.stoppedAt, record.pages, this.pfns.format.none);',
    },
  ),
  common(
    'unfilled',
    'a call that fails has passed a page without putting it out',
    {
      file: 'modern/range-fault.ts',
      within: 'runAgain',
      right: 'record.within($walk.last)',
      wrong: 'record.within($walk.last) + 1',
    },
    {
      file: 'legacy/range-fault.ts',
      within: 'runAgain',
      right: 'walk.leftAt',
      wrong: 'walk.leftAt + 1',
    },
  ),
];
