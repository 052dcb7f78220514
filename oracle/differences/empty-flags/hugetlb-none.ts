// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbNone = emptyFlagsDifference({
  id: 'hugetlb-none-valid',
  title: 'an empty hugetlb slot is physical memory from frame 0 in the old format',
  origins: ['hugetlb-none'],
  legacy:
    'reports page i of the slot as the valid page frame i, memory that is not the process’s own',
  modern: 'reports the pfn i without flags; for i = 0 that is the word for "none"',
  why:
    'The hugetlb callback runs for every slot whose table exists, and checks only the request of ' +
    'the first page. An empty entry that was not requested is treated as one with pfn 0 and empty ' +
    'CPU flags; the old format then adds the valid bit to frame 0 + i.',
  driver:
    'A snapshot by nouveau, or by any driver that trusts the valid bit, maps the first physical ' +
    'frames of the machine on the device: foreign memory, readable. From 5.8 on a driver that ' +
    'tests VALID is safe, but one that does not (amdgpu) uses frame i.',
});
