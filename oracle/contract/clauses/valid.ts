// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import type { OriginName } from '../../compare/origin';
import { isModern } from '../../run/side-names';
import { formatOf } from '../../scenario/scenario';
import type { Clause, Violation } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { wasAskedFor } from '../entry-requests';

/** An entry that is reported although the CPU itself may not use it. */
interface EmptyFlagsCause {
  /** The subject of a sentence. */
  readonly what: string;
  readonly origins: readonly OriginName[];
  readonly matters: string;
}

/** By the last part of a violation's id. */
const EMPTY_FLAGS_CAUSES: Readonly<Record<string, EmptyFlagsCause>> = {
  'pte-protnone': {
    what: 'a NUMA-hinting page',
    origins: ['pte-protnone', 'pte-special-protnone'],
    matters:
      'On every machine with NUMA balancing, in a snapshot of pages that its scan has marked.',
  },
  'pmd-protnone': {
    what: 'a NUMA-hinting huge page',
    origins: ['pmd-huge-protnone'],
    matters:
      'On every machine with NUMA balancing and transparent huge pages, in a snapshot of memory that its ' +
      'scan has marked.',
  },
  'hugetlb-protnone': {
    what: 'a hugetlb page without access',
    origins: ['hugetlb-protnone'],
    matters:
      'Hardly: the kernel’s NUMA scan skips hugetlb memory, and mprotect(PROT_NONE) also makes the VMA ' +
      'unreadable, which is an error for the whole VMA.',
  },
  'hugetlb-none': {
    what: 'an empty hugetlb slot',
    origins: ['hugetlb-none'],
    matters: 'In every snapshot of hugetlb memory that is only partly touched.',
  },
  'hugetlb-migration': {
    what: 'a migrating hugetlb page',
    origins: ['hugetlb-migration'],
    matters: 'In a snapshot taken while huge pages are moved between nodes.',
  },
  'hugetlb-hwpoison': {
    what: 'a poisoned hugetlb page',
    origins: ['hugetlb-hwpoison'],
    matters:
      'After a memory error in hugetlb memory, in a snapshot: rare, but at the worst moment.',
  },
};

function strayOf(
  cause: string,
  { what, origins, matters }: (typeof EMPTY_FLAGS_CAUSES)[string],
): Violation {
  return {
    id: `invalid-says-nothing.${cause}`,
    title: `${what} is reported as a pfn without flags`,
    why:
      'No fault was requested, so the entry is reported as it is: its pfn and its CPU flags, which are ' +
      'empty. The contract knows VALID, ERROR and 0, and this word is none of them.',
    driver:
      'One that tests VALID treats the page as "none". One that uses the pfn without a test, or compares ' +
      'the word with 0 to see whether there is a page, uses a page that it must not use.',
    matters,
    explains: (run, page) =>
      isModern(run.side.name) &&
      run.side.states.kinds[page] === StateKind.stray &&
      origins.includes(run.entryName(page)),
  };
}

/** A word that is not valid contains nothing else. */
export const invalidSaysNothing: Clause = {
  id: 'invalid-says-nothing',
  ofUnlocked: 'too',
  promise:
    'A word without VALID and without ERROR is exactly 0 (or values[none]): nothing is known about ' +
    'the page. WRITE implies VALID, and ERROR excludes both.',
  violations: Object.entries(EMPTY_FLAGS_CAUSES).map(([cause, entry]) => strayOf(cause, entry)),
  sees: 'what the call left',
  suspects: ({ state }) => !isOfInterface(state),
  check({ side, record, scenario }, breach) {
    const none = isModern(side.name) ? undefined : formatOf(scenario).none;
    const { kinds } = side.states;
    for (let page = 0; page < record.stoppedAt; page++) {
      const kind = kinds[page];
      if (isOfInterface(kind)) continue;
      if (kind !== StateKind.none || (none !== undefined && !side.holds(page, none))) breach(page);
    }
  },
};

/** Whether whatever reads so is a word of the interface: what reads as none must be one certain word. */
function isOfInterface(state: number | undefined): boolean {
  return (
    state === StateKind.error ||
    state === StateKind.special ||
    state === StateKind.read ||
    state === StateKind.write
  );
}

function validWithoutAccess(
  cause: string,
  { what, origins, matters }: (typeof EMPTY_FLAGS_CAUSES)[string],
): Violation {
  return {
    id: `valid-is-accessible.${cause}`,
    title: `${what} is reported as a valid page`,
    why:
      'hmm_device_entry_from_pfn() always sets the valid bit, so an entry whose CPU flags are empty ' +
      'becomes a valid page as soon as it is reported at all.',
    driver:
      'It maps a page that the CPU itself may not access: it bypasses a hinting fault, or maps memory that ' +
      'is not, no longer, or not safely the process’s own.',
    matters,
    explains(run, page) {
      const { name, states } = run.side;
      // The fixed format has nothing that sets VALID for it.
      if (isModern(name) || states.kinds[page] !== StateKind.read) return false;
      return origins.includes(run.entryName(page)) && !wasAskedFor(run, page);
    },
  };
}

/** VALID only where the CPU itself has access. */
export const validIsAccessible: Clause = {
  id: 'valid-is-accessible',
  ofUnlocked: 'too',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'A VALID page has at least read permission in the CPU’s own page table when the call is over, and a ' +
    'struct page; WRITE is reported only for what the CPU may write; the owner’s device-private pages ' +
    'are the exception.',
  violations: Object.entries(EMPTY_FLAGS_CAUSES).map(([cause, entry]) =>
    validWithoutAccess(cause, entry),
  ),
  suspects: ({ state, access }) => saysTooMuch(state, access),
  check(run, breach) {
    const { kinds } = run.side.states;
    const { access } = run.cpu;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      if (saysTooMuch(kinds[page], access[page]) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** Whether a page is VALID that the CPU may not use like that. */
function saysTooMuch(state: number | undefined, may: number | undefined): boolean {
  if (state !== StateKind.read && state !== StateKind.write) return false;
  return may !== CpuAccess.write && (may !== CpuAccess.read || state !== StateKind.read);
}

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
