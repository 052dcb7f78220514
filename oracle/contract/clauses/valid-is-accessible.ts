// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { isModern } from '../../run/side-names';
import type { Clause, Violation } from '../clause';
import { CpuAccess } from '../cpu-pages';
import { EMPTY_FLAGS_CAUSES } from '../empty-flags-causes';
import { wasAskedFor } from '../entry-requests';

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
