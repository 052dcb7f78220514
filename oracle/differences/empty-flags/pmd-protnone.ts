// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const pmdProtnone = emptyFlagsDifference({
  id: 'pmd-protnone-valid',
  title: 'a NUMA-hinting huge page is valid in the old format, a bare pfn in the new one',
  origins: ['pmd-huge-protnone'],
  legacy: 'reports every page of the piece as valid and read-only',
  modern: 'reports every page of the piece as a pfn without flags',
  why:
    'pmd_to_hmm_pfn_flags() is empty for a protnone PMD, and no fault was requested. The pages are ' +
    'filled in like those of any huge page: the old format adds the valid bit, the new one does not.',
  driver:
    'As for a single page, but 2 MiB at a time: a whole huge page is mapped on the device until 5.7 ' +
    'and is not from 5.8 on.',
});
