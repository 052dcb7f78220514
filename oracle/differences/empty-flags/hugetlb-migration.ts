// SPDX-License-Identifier: GPL-2.0-or-later
import { emptyFlagsDifference } from './difference';

export const hugetlbMigration = emptyFlagsDifference({
  id: 'hugetlb-migration-valid',
  title: 'a migrating hugetlb page is a valid page in the old format, bare pfns in the new one',
  origins: ['hugetlb-migration'],
  legacy: 'reports valid pages whose numbers are the bits of a migration entry',
  modern: 'reports the same numbers without flags',
  why:
    'Unlike the PTE loop, the hugetlb callback does not ask whether the entry is present. A ' +
    'migration entry has no CPU flags, and its pfn field holds the offset of a swap entry; on real ' +
    'hardware those are arbitrary bits. The old format makes them a valid page.',
  driver:
    'While huge pages migrate, a snapshot maps arbitrary frames on the device until 5.7; from 5.8 ' +
    'on the words say nothing that a driver may use, and amdgpu uses them all the same.',
});
