// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-words';
import { verdictOf } from '../../../oracle/verdict/verdict';
import {
  examinedTrees,
  isRefuted,
  shownDifferences,
  statementSummaries,
  type TreeProof,
} from '../../../proof/tree/prove-tree';
import { STATEMENT_TEXTS } from '../../../proof/tree/statements';
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
  },
  {
    ...CLOSED,
    description:
      'a report of hmm-pfn prove tree; everything holds within the bounds, and knownDifferences are those ' +
      'without which two trees are not the same',
  },
);
export type TreeProofDocument = Immutable<Type.Static<typeof TreeProofReportSchema>>;

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
  };
  const verdict = verdictOf(isRefuted(proof), examinedTrees(proof));
  return machineReport(NAME, run, treeProofFindings(proof), facts, verdict);
}
