// SPDX-License-Identifier: GPL-2.0-or-later

import { EFAULT, ENOMEM } from '../../../mm/errno';
import type { RangeRecord } from '../../../mm/range-record';
import { pageAddress } from '../../../mm/units';
import type { Scenario } from '../../scenario/scenario';
import {
  acrossChange,
  type ChangeDifference,
  doesAcross,
  type ReadingDifference,
} from '../difference';

const BEFORE = 'returns -EFAULT for any page fault that fails';
const SINCE = 'returns -ENOMEM for a page fault that runs out of memory, -EFAULT for any other';

/** The return code of a call whose page fault found no memory; nothing else of it differs. */
export const outOfMemoryReported: ReadingDifference & ChangeDifference = {
  id: 'out-of-memory-reported',
  title: 'a page fault that runs out of memory is -EFAULT up to 7.2, and -ENOMEM since 7.3',
  seen: {
    with: 'a page fault that runs out of memory is -ENOMEM',
    without: 'a page fault that runs out of memory is -EFAULT',
  },
  changed:
    'a page fault that fails with `oom` makes the call `-ENOMEM`; `sigbus`, `sigsegv` and `hwpoison` stay `-EFAULT`',
  does: { 'v5.7': BEFORE, legacy: BEFORE, ...doesAcross('outOfMemoryReported', BEFORE, SINCE) },
  why:
    'The errors of a page fault used to be one to the range fault. It now takes the errno from what the ' +
    'page fault answered, as get_user_pages() does.',
  driver:
    'A driver that reports or retries by the errno sees another one: what is only a lack of memory ' +
    'looked like an address without memory before.',
  between: acrossChange('outOfMemoryReported'),
  explains({ pair: { left, right, scenario }, disagreement }) {
    return (
      disagreement.aspect === 'ret' &&
      left.record.ret === EFAULT &&
      right.record.ret === ENOMEM &&
      ranOutOfMemory(left.record, scenario) &&
      ranOutOfMemory(right.record, scenario)
    );
  },
};

/** Whether the last page fault of a call is one that the scenario lets run out of memory. */
function ranOutOfMemory({ faults }: RangeRecord, { mm, range }: Scenario): boolean {
  if (faults.rows === 0) return false;
  const { first, pages } = faults.row(faults.rows - 1);
  return mm.faultErrors.get(pageAddress(range.start, first + pages - 1)) === 'oom';
}
