// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbMigration = emptyFlagsDifference({
  id: 'hugetlb-migration-valid',
  title: 'a migrating hugetlb page is a valid page in the old format, a bare pfn in the new one',
  origins: ['hugetlb-migration'],
  legacy: 'reports valid pages whose pfns are the bits of a migration entry',
  modern: 'reports the same pfns without flags',
  why:
    'Unlike the PTE loop, the hugetlb callback does not check whether the entry is present. A ' +
    'migration entry has no CPU flags, and its pfn field holds the offset of a swap entry; on real ' +
    'hardware those are arbitrary bits. The old format turns them into a valid page.',
  driver:
    'Until 5.7, a snapshot taken while huge pages migrate maps arbitrary frames on the device; from ' +
    '5.8 on the words contain nothing that a driver may use, but amdgpu uses them anyway.',
});
