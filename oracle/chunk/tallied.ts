// SPDX-License-Identifier: GPL-2.0-or-later
import type { NewCause } from '../campaign/cause-tally';
import type { Tally } from '../campaign/tally';
import type { VectorCheck } from '../campaign/vectors';
import { lazy } from '../package/lazy';
import {
  type CausePlace,
  type Counted,
  type FileTotals,
  type FoundCause,
  NO_SCENARIOS,
} from './counted';
import { sortedCounts } from './counts';

/** Only a scenario that shows something new is written down. */
const writing = lazy((): typeof import('../scenario/write') => require('../scenario/write'));

/** What vectors came to, as part of a chunk: what each shows, and which results are wrong. */
export function ofVectors(tally: Tally, check: VectorCheck, chunk: number): Counted {
  const counted = ofTally(tally, asDocument(chunk));
  return { ...counted, vectors: vectorTotals(check) };
}

/** The place of a cause of a chunk to whose scenarios no path leads: the document itself. */
export function asDocument(chunk: number): (cause: NewCause) => CausePlace {
  return ({ index, scenario }) => ({
    ...{ chunk, index, path: null, scenario: writing().writeScenario(scenario) },
  });
}

/** What vectors came to, in the form that adds up. */
function vectorTotals(check: VectorCheck): Counted['vectors'] {
  return {
    agreement: Object.fromEntries(check.agreements()),
    files: Object.fromEntries(
      check.fileCounts().map(({ file, scenarios, without, results, withoutSide }) => {
        const missing = sortedCounts(Object.entries(withoutSide));
        return [file, { scenarios, without, results, withoutSide: missing } satisfies FileTotals];
      }),
    ),
    groups: check.groups,
  };
}

/** What a tally counted, in the form that adds up. */
export function ofTally(tally: Tally, placeOf: (cause: NewCause) => CausePlace): Counted {
  return {
    ...NO_SCENARIOS,
    scenarios: tally.scenarios,
    compared: tally.compared,
    known: sortedCounts(tally.known),
    incomparable: sortedCounts(tally.incomparable),
    causes: causesOf(tally.newCauses(), placeOf),
    coverage: Object.fromEntries(
      tally.coverage.map((coverage) => [coverage.side, sortedCounts(coverage.cells())]),
    ),
    together: Object.fromEntries(
      tally.coverage.map((coverage) => [coverage.side, sortedCounts(coverage.together())]),
    ),
  };
}

/** Causes by name, each with the place of the first scenario that shows it. */
export function causesOf<Cause extends Omit<NewCause, 'scenario'>>(
  causes: readonly Cause[],
  placeOf: (cause: Cause) => CausePlace,
): Readonly<Record<string, FoundCause>> {
  const sorted = [...causes].sort((one, other) => (one.cause < other.cause ? -1 : 1));
  return Object.fromEntries(
    sorted.map((one) => {
      const { cause, kind, decision, broken, count, details, met, sides, alsoBreaks } = one;
      const counts = { count, details, met, sides, alsoBreaks };
      return [cause, { cause, kind, decision, broken, ...counts, first: placeOf(one) }];
    }),
  );
}
