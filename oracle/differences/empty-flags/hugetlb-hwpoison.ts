// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbHwpoison = emptyFlagsDifference({
  id: 'hugetlb-hwpoison-valid',
  title: 'a poisoned hugetlb page is a valid page in the old format, bare pfns in the new one',
  origins: ['hugetlb-hwpoison'],
  legacy: 'reports valid pages whose numbers are the bits of a hwpoison entry',
  modern: 'reports the same numbers without flags',
  why:
    'The hugetlb callback does not ask whether the entry is present. A hwpoison entry has no CPU ' +
    'flags, so without a request the bits in its pfn field are reported: valid in the old format.',
  driver:
    'A snapshot maps broken memory, or whatever frame those bits name, on the device until 5.7. ' +
    'Neither format reports the error that the documentation promises for poisoned memory.',
});
