// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const pteProtnone = emptyFlagsDifference({
  id: 'pte-protnone-valid',
  title: 'a NUMA-hinting page is valid in the old format, a bare pfn in the new one',
  origins: ['pte-protnone', 'pte-special-protnone'],
  legacy: 'reports the page as valid and read-only, although the CPU itself would fault on it',
  modern: 'reports the pfn without VALID, WRITE or ERROR: neither a page, nor none, nor an error',
  why:
    'A protnone PTE has empty CPU flags. Without a request it is not faulted but reported: the old ' +
    'format builds an entry, which brings the valid bit by itself, the new one stores pfn | 0.',
  driver:
    'A snapshot of memory under NUMA balancing maps such pages on the device until 5.7, without ' +
    'the hinting fault that the kernel waits for, and leaves them out from 5.8 on. A driver that ' +
    'takes the pfn without a test of VALID (amdgpu) maps them either way.',
});
