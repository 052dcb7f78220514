// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbProtnone = emptyFlagsDifference({
  id: 'hugetlb-protnone-valid',
  title: 'a protnone hugetlb page is valid in the old format, a bare pfn in the new one',
  origins: ['hugetlb-protnone'],
  legacy: 'reports every page of the piece as valid and read-only',
  modern: 'reports every page of the piece as a pfn without flags',
  why:
    'The hugetlb callback computes the CPU flags of the entry as for a PTE, so they are empty for ' +
    'protnone; without a request on the first page of the piece the entry is reported as it is.',
  driver:
    'Pages that the CPU may not access are mapped on the device until 5.7, and are not from 5.8 on.',
});
