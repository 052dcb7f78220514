// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbHwpoison = emptyFlagsDifference({
  id: 'hugetlb-hwpoison-valid',
  title: 'a poisoned hugetlb page is a valid page in the old format, a bare pfn in the new one',
  origins: ['hugetlb-hwpoison'],
  legacy: 'reports valid pages whose pfns are the bits of a hwpoison entry',
  modern: 'reports the same pfns without flags',
  why:
    'The hugetlb callback does not check whether the entry is present. A hwpoison entry has no CPU ' +
    'flags, so without a request the bits in its pfn field are reported: as valid in the old format.',
  driver:
    'Until 5.7, a snapshot maps broken memory, or whatever frame those bits name, on the device. ' +
    'Neither format reports the error that the documentation promises for poisoned memory.',
});
