// SPDX-License-Identifier: GPL-2.0-or-later
import type { Assertion } from './check';
import type { RunCost } from './cost';
import { hasHugetlb, type ProofPlace } from './places';
import {
  isKnownTreeDifference,
  type KnownTreeDifference,
  reachedBy,
  STATEMENT_TEXTS,
  statementsOf,
  type TreeStatement,
  type TreeSubject,
} from './statements';

/** What a statement came to at a place. */
export type PlaceOutcome =
  | { readonly kind: 'proved' }
  | {
      readonly kind: 'refuted';
      readonly property: string;
      /** What the prover says of it, where it is an access or arithmetic. */
      readonly what: string;
    }
  | { readonly kind: 'undecided'; readonly why: string };

/** A place with what every statement came to there. */
export interface PlaceProof {
  readonly place: ProofPlace;
  readonly outcomes: ReadonlyMap<TreeStatement, PlaceOutcome>;
  /** Known differences without which two trees are not the same there; none where they are not the same with them. */
  readonly shown: readonly KnownTreeDifference[];
  /** Whether two trees differ there in anything at all, known or not. */
  readonly differs: boolean;
  /** How many assertions were checked, with those of accesses and arithmetic. */
  readonly checks: number;
  /** What each run of the prover took. */
  readonly costs: readonly RunCost[];
}

/** A place without an answer. */
export function undecidedPlace(place: ProofPlace, subject: TreeSubject, why: string): PlaceProof {
  const about = statementsOf(subject).filter((statement) => concerns(statement, place));
  const undecided = about.map((statement) => [statement, { kind: 'undecided', why }] as const);
  return { place, outcomes: new Map(undecided), shown: [], differs: false, checks: 0, costs: [] };
}

/** What an assertion is for, by the first word of its text. */
type Purpose = 'statement' | 'known' | 'reach' | 'bound' | 'memory';

function purposeOf({ text }: Assertion): Purpose {
  const [first = ''] = text.split(' ', 1);
  if (first === 'statement' || first === 'known' || first === 'reach') return first;
  return text.startsWith('unwinding assertion') ? 'bound' : 'memory';
}

/**
 * What the assertions of a program say of the statements. A bound that is too small, a place that is
 * not reached, and a statement without an assertion are no proof.
 */
export function readPlace(
  place: ProofPlace,
  subject: TreeSubject,
  assertions: readonly Assertion[],
): PlaceProof {
  const of = (purpose: Purpose): readonly Assertion[] =>
    assertions.filter((one) => purposeOf(one) === purpose);
  const doubt = doubtAbout(place, subject, of('reach'), of('bound'));
  const outcomes = new Map<TreeStatement, PlaceOutcome>();
  for (const statement of statementsOf(subject)) {
    if (!concerns(statement, place)) continue;
    const those =
      statement === 'memory-safe'
        ? of('memory')
        : of('statement').filter(({ text }) => text === `statement ${statement}`);
    outcomes.set(statement, outcomeOf(statement, those, doubt));
  }
  const differing = of('known').filter(({ status }) => status !== 'SUCCESS');
  // Where the trees differ in more, a known difference makes no difference: none is seen to be needed.
  const isRefuted = [...outcomes.values()].some(({ kind }) => kind === 'refuted');
  const shown = isRefuted
    ? []
    : differing.map(({ text }) => text.slice('known '.length)).filter(isKnownTreeDifference);
  const differs = differing.length > 0;
  return { place, outcomes, shown, differs, checks: assertions.length, costs: [] };
}

/** Whether a place has what a statement is about: nothing is proved where it has not. */
export function concerns(statement: TreeStatement, { resume }: ProofPlace): boolean {
  return statement !== 'before-resume' || resume > 0;
}

function outcomeOf(
  statement: TreeStatement,
  assertions: readonly Assertion[],
  doubt: string | undefined,
): PlaceOutcome {
  const failed = assertions.find(({ status }) => status === 'FAILURE');
  if (failed !== undefined) {
    const { property, text } = failed;
    return { kind: 'refuted', property, what: statement === 'memory-safe' ? text : '' };
  }
  if (doubt !== undefined) return { kind: 'undecided', why: doubt };
  if (assertions.length === 0) {
    return { kind: 'undecided', why: `the program never comes to: ${STATEMENT_TEXTS[statement]}` };
  }
  const open = assertions.some(({ status }) => status !== 'SUCCESS');
  return open ? { kind: 'undecided', why: 'the prover gave no answer' } : { kind: 'proved' };
}

/** Why nothing that holds at a place is proved there; undefined if it is. */
function doubtAbout(
  place: ProofPlace,
  subject: TreeSubject,
  reached: readonly Assertion[],
  bounds: readonly Assertion[],
): string | undefined {
  const small = bounds.find(({ status }) => status !== 'SUCCESS');
  if (small !== undefined) return `a loop may go on beyond its bound (${small.property})`;
  const all = [
    ...reachedBy(subject),
    ...(subject === 'one tree' && hasHugetlb(place) ? ['hugetlb'] : []),
    ...(place.changes === true ? ['change'] : []),
  ];
  const missing = all.find((name) => {
    const those = reached.filter(({ text }) => text === `reach ${name}`);
    return !those.some(({ status }) => status === 'FAILURE');
  });
  return missing === undefined ? undefined : `nothing reaches "${missing}" there`;
}
