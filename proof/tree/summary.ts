// SPDX-License-Identifier: GPL-2.0-or-later
import type { Examined } from '../../oracle/verdict/verdict';
import { concerns, type PlaceOutcome, type PlaceProof } from './outcomes';
import type { ProofPlace } from './places';
import type { TreeProof } from './prove-tree';
import { type KnownTreeDifference, statementsOf, type TreeStatement } from './statements';

/** A statement with what it came to at all places together. */
export interface StatementSummary {
  readonly statement: TreeStatement;
  readonly outcome: 'proved' | 'refuted' | 'undecided';
  readonly proved: readonly ProofPlace[];
  readonly refuted: readonly ProofPlace[];
  readonly undecided: readonly { readonly place: ProofPlace; readonly why: string }[];
}

/** Refuted if it is anywhere, proved if it is everywhere. */
export function statementSummaries({ subject, places }: TreeProof): readonly StatementSummary[] {
  const about = statementsOf(subject).filter((statement) =>
    places.some(({ place }) => concerns(statement, place)),
  );
  return about.map((statement) => {
    const at = (kind: PlaceOutcome['kind']): readonly PlaceProof[] =>
      places.filter(({ outcomes }) => outcomes.get(statement)?.kind === kind);
    const undecided = places.flatMap(({ place, outcomes }) => {
      const outcome = outcomes.get(statement);
      return outcome?.kind === 'undecided' ? [{ place, why: outcome.why }] : [];
    });
    const refuted = at('refuted').map(({ place }) => place);
    const outcome = refuted.length > 0 ? 'refuted' : undecided.length > 0 ? 'undecided' : 'proved';
    const proved = at('proved').map(({ place }) => place);
    return { statement, outcome, proved, refuted, undecided };
  });
}

/** The known differences that two trees show at any place. */
export function shownDifferences({ places }: TreeProof): readonly KnownTreeDifference[] {
  return [...new Set(places.flatMap(({ shown }) => shown))];
}

export function isRefuted({ refutations }: TreeProof): boolean {
  return refutations.length > 0;
}

/** What was proved, for a verdict: with anything undecided nothing was. */
export function examinedTrees(proof: TreeProof): Examined {
  const summaries = statementSummaries(proof);
  const notCompared = summaries.flatMap(({ statement, undecided }) =>
    undecided.map(({ place, why }) => `${statement}, ${place.name} (${why})`),
  );
  const proved = summaries.reduce((sum, one) => sum + one.proved.length, 0);
  const compared = notCompared.length > 0 ? 0 : proved;
  const part = { what: 'statements at places', compared, notCompared, required: true };
  return { interrupted: false, parts: [part] };
}
