// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import type { Clause } from '../clause';
import { CpuAccess } from '../cpu-pages';

/** What the CPU can access is reported as such: the converse of `valid-is-accessible`. */
export const mappedIsValid: Clause = {
  id: 'mapped-is-valid',
  ofUnlocked: 'too',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'A page that the CPU’s page table maps when the call is over is VALID, and WRITE if the CPU may ' +
    'write it; so is the owner’s device-private page. (Not checked if a later VMA shares the same ' +
    'entry, or if another thread stored it meanwhile.)',
  violations: [
    {
      id: 'mapped-is-valid.own-private-pmd',
      newer: true,
      title: 'the owner’s device-private huge page is an error up to 6.17',
      why: 'To kernels before 6.18 it is a PMD that is neither present nor migrating, which is ERROR.',
      driver: 'It does not find its own page.',
      matters:
        'To who takes huge pages of device memory to such a kernel: none of these releases makes any itself.',
      explains: (run, page) =>
        !run.privatePmdsReported && run.entryName(page) === 'pmd-own-device-private',
    },
    {
      id: 'mapped-is-valid.devmap-pte',
      newer: true,
      title: 'a device’s page in a PTE (DAX) is an error up to 5.14',
      why:
        'Such a PTE is marked as special, too, which is ERROR; the test did not ask whether it is a page of a device, ' +
        'which has a struct page.',
      driver: 'It takes memory of the process for memory that cannot be mirrored.',
      matters: 'With files on memory devices (DAX) that are not mapped by huge pages; until 5.14.',
      explains: (run, page) => !run.devmapPtesReported && run.entryName(page) === 'pte-devmap',
    },
  ],
  suspects: ({ state, access }) => saysTooLittle(state, access),
  check(run, breach) {
    const { kinds } = run.side.states;
    const { access } = run.cpu;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      if (saysTooLittle(kinds[page], access[page]) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** Whether the CPU may do more with a page than is said of it. */
function saysTooLittle(state: number | undefined, may: number | undefined): boolean {
  if (state === StateKind.write) return false;
  // What is no word of the interface at all, invalid-says-nothing reports.
  if (state === StateKind.stray || state === StateKind.malformed) return false;
  return may !== CpuAccess.nothing && (may !== CpuAccess.read || state !== StateKind.read);
}
