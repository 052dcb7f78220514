// SPDX-License-Identifier: GPL-2.0-or-later
import type { ProofPlace } from '../../../proof/tree/places';
import type { TreeProof } from '../../../proof/tree/prove-tree';
import { treeDocument } from '../../../proof/tree/replay';
import { STATEMENT_TEXTS } from '../../../proof/tree/statements';
import { type StatementSummary, statementSummaries } from '../../../proof/tree/summary';
import { refutationLines } from '../../text/prove-tree-text';
import { treeProofReplay } from '../../text/tree-proof-replay';
import { type Case, caseOf, type Findings, type ReportRule } from '../model';

export const WALK_RULE: ReportRule = {
  id: 'walk',
  title: 'a statement about one walk of a kernel tree',
  why: 'A model checker looked for a counterexample among all address spaces and requests within bounds.',
  effect: 'A driver gets words that say something else, or a walk that deadlocks or never ends.',
  page: 'docs/proof.md',
};

/** What was proved of trees, as cases. */
export function treeProofFindings(proof: TreeProof): Findings {
  const cases = statementSummaries(proof).map((summary) => statementCase(proof, summary));
  return { suites: [{ id: 'statements', name: 'statements', cases }], rules: [WALK_RULE] };
}

function statementCase(proof: TreeProof, summary: StatementSummary): Case {
  const { statement } = summary;
  const refutation = proof.refutations.find((one) => one.statement === statement);
  const replayable =
    refutation?.witness === undefined
      ? undefined
      : treeDocument(refutation.witness, refutation.place, `prove-tree-${statement}`);
  return caseOf({
    id: statement,
    rule: WALK_RULE.id,
    name: STATEMENT_TEXTS[statement],
    ...result(summary),
    details: refutation === undefined ? [] : refutationLines(refutation),
    scenario: replayable?.kind === 'document' ? replayable.document : null,
    replay: treeProofReplay(
      proof.trees.map(({ folder }) => folder),
      placesOf(summary),
    ),
  });
}

/** Where a statement came to its outcome. */
function placesOf({
  outcome,
  proved,
  refuted,
  undecided,
}: StatementSummary): readonly ProofPlace[] {
  switch (outcome) {
    case 'proved':
      return proved;
    case 'refuted':
      return refuted;
    case 'undecided':
      return undecided.map(({ place }) => place);
  }
}

function result({
  outcome,
  proved,
  refuted,
  undecided,
}: StatementSummary): Pick<Case, 'status' | 'message'> {
  switch (outcome) {
    case 'proved':
      return {
        status: 'passed',
        message: `proved at ${proved.length} ${proved.length === 1 ? 'place' : 'places'}`,
      };
    case 'refuted':
      return {
        status: 'failed',
        message: `refuted at ${refuted.map(({ name }) => name).join('; ')}`,
      };
    case 'undecided':
      return {
        status: 'error',
        message: `not decided: ${undecided.map(({ place, why }) => `${place.name} (${why})`).join('; ')}`,
      };
  }
}
