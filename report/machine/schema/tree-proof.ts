// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import { verdictOf } from '../../../oracle/verdict/verdict';
import { mostOf } from '../../../proof/tree/cost';
import type { TreeProof } from '../../../proof/tree/prove-tree';
import { STATEMENT_TEXTS } from '../../../proof/tree/statements';
import {
  examinedTrees,
  isRefuted,
  shownDifferences,
  statementSummaries,
} from '../../../proof/tree/summary';
import { treeProofFindings } from '../cases/tree-proof';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, closed, Text, Texts } from './words';

const NAME = 'hmm-tree-proof-report/1';

/** What `hmm-pfn prove tree` reports. */
export const TreeProofReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    trees: Type.Array(
      closed({ folder: Text, files: Type.Array(closed({ path: Text, sha256: Text })) }),
    ),
    bounds: closed({ places: Texts, seconds: Count, megabytes: Count, pfnBits: Count }),
    prover: Text,
    statements: Type.Array(
      closed({
        id: Text,
        says: Text,
        outcome: oneOf('proved', 'refuted', 'undecided'),
        proved: Texts,
        refuted: Texts,
        undecided: Type.Array(closed({ place: Text, why: Text })),
      }),
    ),
    knownDifferences: Texts,
    assertions: Count,
    costs: Type.Array(
      closed({ place: Text, runs: Count, seconds: Type.Number(), megabytes: Type.Number() }),
      {
        description:
          'what the runs of the prover took at each place: processor time together, and the most memory of one',
      },
    ),
  },
  {
    ...CLOSED,
    description:
      'a report of hmm-pfn prove tree; everything holds within the bounds, and knownDifferences are those ' +
      'without which two trees are not the same',
  },
);
type TreeProofDocument = Immutable<Type.Static<typeof TreeProofReportSchema>>;

export function treeProofDocument(proof: TreeProof, run: RunFacts): TreeProofDocument {
  const { trees, places, limits, prover } = proof;
  const names = (those: readonly { readonly name: string }[]): readonly string[] =>
    those.map(({ name }) => name);
  const facts = {
    trees: trees.map(({ folder, sources }) => ({
      folder,
      files: sources.files.map(({ path, sha256 }) => ({ path, sha256 })),
    })),
    bounds: {
      places: names(places.map(({ place }) => place)),
      ...{ seconds: limits.seconds, megabytes: limits.megabytes, pfnBits: 40 },
    },
    prover,
    statements: statementSummaries(proof).map(
      ({ statement, outcome, proved, refuted, undecided }) => ({
        ...{ id: statement, says: STATEMENT_TEXTS[statement], outcome },
        ...{ proved: names(proved), refuted: names(refuted) },
        undecided: undecided.map(({ place, why }) => ({ place: place.name, why })),
      }),
    ),
    knownDifferences: shownDifferences(proof),
    assertions: places.reduce((sum, { checks }) => sum + checks, 0),
    costs: places.map(({ place, costs }) => ({
      ...{ place: place.name, runs: costs.length, megabytes: mostOf(costs).megabytes },
      seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    })),
  };
  const verdict = verdictOf(isRefuted(proof), examinedTrees(proof));
  return machineReport(NAME, run, treeProofFindings(proof), facts, verdict);
}
