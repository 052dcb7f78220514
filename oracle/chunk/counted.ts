// SPDX-License-Identifier: GPL-2.0-or-later
import { type CauseCount, joinCauses } from '../campaign/cause-tally';
import { type GroupCounts, joinGroups } from '../campaign/miss-tally';
import type { Agreement } from '../campaign/vectors';
import type { ScenarioDocument } from '../scenario/schema';
import { addFamilyCounts, type FamilyCounts } from '../scope/family-counts';
import { addCounts, type CountsByName, joinByName, NONE_COUNTED } from './counts';

/** The scenario by which a cause is shown: the first of the campaign that shows it. */
export interface CausePlace {
  /** The number of its chunk, and its own number in the source. */
  readonly chunk: number;
  readonly index: number;
  /** How `--path` names it, as `FAMILY#NUMBER` or `seed-7-mixed#NUMBER`; null if it comes from a file. */
  readonly path: string | null;
  /** The document, if no path leads to it. */
  readonly scenario: ScenarioDocument | null;
}

/** A cause that nothing known explains, and where it showed first. */
export interface FoundCause extends Omit<CauseCount, 'index'> {
  readonly first: CausePlace;
}

/** How much of one file of vectors was compared. */
export interface FileTotals {
  readonly scenarios: number;
  readonly without: number;
  readonly results: number;
  readonly withoutSide: CountsByName;
}

/** What vectors came to besides what all scenarios come to. */
interface VectorTotals {
  /** By side: how many results there were for it, and how many it agrees with. */
  readonly agreement: Readonly<Record<string, Agreement>>;
  readonly files: Readonly<Record<string, FileTotals>>;
  /** Wrong results, by the decision that they come from. */
  readonly groups: Readonly<Record<string, GroupCounts>>;
}

/**
 * What some scenarios came to, as plain data. Two of them add up to what their scenarios together
 * come to, whatever the order: so a campaign is the sum of its chunks, byte for byte.
 */
export interface Counted {
  readonly scenarios: number;
  /** Comparisons of two sides that could be made. */
  readonly compared: number;
  /** Scenarios by the id of the known difference or violation that they show. */
  readonly known: CountsByName;
  /** Comparisons that could not be made, by why. */
  readonly incomparable: CountsByName;
  /** Causes that nothing known explains, by name. */
  readonly causes: Readonly<Record<string, FoundCause>>;
  /** By family: how often each cause showed; `size` is how many of its scenarios were judged. */
  readonly families: Readonly<Record<string, FamilyCounts>>;
  /** By family: how many of its scenarios were not run, as another call of their class stands for them. */
  readonly stoodFor: CountsByName;
  /** By side: how often each cell of the model's table was reached, as `ORIGIN OUTCOME`. */
  readonly coverage: Readonly<Record<string, CountsByName>>;
  /** By side: in how many scenarios two origins were met in one call, as `ORIGIN + ORIGIN`. */
  readonly together: Readonly<Record<string, CountsByName>>;
  readonly vectors: VectorTotals;
}

/** What no scenario at all comes to. */
export const NO_SCENARIOS: Counted = {
  scenarios: 0,
  compared: 0,
  known: NONE_COUNTED,
  incomparable: NONE_COUNTED,
  causes: {},
  families: {},
  stoodFor: NONE_COUNTED,
  coverage: {},
  together: {},
  vectors: { agreement: {}, files: {}, groups: {} },
};

/** What the scenarios of both come to: associative, commutative, and {@link NO_SCENARIOS} adds nothing. */
export function addCounted(one: Counted, other: Counted): Counted {
  return {
    scenarios: one.scenarios + other.scenarios,
    compared: one.compared + other.compared,
    known: addCounts(one.known, other.known),
    incomparable: addCounts(one.incomparable, other.incomparable),
    causes: joinByName(one.causes, other.causes, joinFound),
    families: joinByName(one.families, other.families, addFamilyCounts),
    stoodFor: addCounts(one.stoodFor, other.stoodFor),
    coverage: joinByName(one.coverage, other.coverage, addCounts),
    together: joinByName(one.together, other.together, addCounts),
    vectors: {
      agreement: joinByName(one.vectors.agreement, other.vectors.agreement, addAgreement),
      files: joinByName(one.vectors.files, other.vectors.files, addFiles),
      groups: joinByName(one.vectors.groups, other.vectors.groups, joinGroups),
    },
  };
}

/** The sum of what several causes counted; the first scenario shows it. */
function joinFound(one: FoundCause, other: FoundCause): FoundCause {
  return isBefore(other.first, one.first) ? joinCauses(other, one) : joinCauses(one, other);
}

function isBefore(one: CausePlace, other: CausePlace): boolean {
  return one.chunk === other.chunk ? one.index < other.index : one.chunk < other.chunk;
}

function addAgreement(one: Agreement, other: Agreement): Agreement {
  return { vectors: one.vectors + other.vectors, agreeing: one.agreeing + other.agreeing };
}

function addFiles(one: FileTotals, other: FileTotals): FileTotals {
  return {
    scenarios: one.scenarios + other.scenarios,
    without: one.without + other.without,
    results: one.results + other.results,
    withoutSide: addCounts(one.withoutSide, other.withoutSide),
  };
}
