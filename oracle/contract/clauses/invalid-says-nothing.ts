// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { isModern } from '../../run/side-names';
import { formatOf } from '../../scenario/scenario';
import type { Clause, Violation } from '../clause';
import { EMPTY_FLAGS_CAUSES } from '../empty-flags-causes';

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
