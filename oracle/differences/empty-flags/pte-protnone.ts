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
    'format builds an entry, which always sets the valid bit; the new one stores pfn | 0.',
  driver:
    'Until 5.7, a snapshot of memory under NUMA balancing maps such pages on the device, without ' +
    'the hinting fault that the kernel waits for; from 5.8 on it omits them. A driver that uses the ' +
    'pfn without testing VALID (amdgpu) maps them either way.',
});
