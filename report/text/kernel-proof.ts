// SPDX-License-Identifier: GPL-2.0-or-later
import type { TreeProof } from '../../proof/tree/prove-tree';
import { knownTreeDifferenceText, STATEMENT_TEXTS } from '../../proof/tree/statements';
import { examinedTrees, shownDifferences, statementSummaries } from '../../proof/tree/summary';
import type { KernelProof } from '../../tree/audit/report';
import { boundLines, whereLines } from './prove-tree-text';

/** A proof of two trees as a part of the audit of a change. */
export function kernelProofOf(proof: TreeProof): KernelProof {
  return {
    statements: statementSummaries(proof).map((summary) => ({
      ...{ id: summary.statement, says: STATEMENT_TEXTS[summary.statement] },
      ...{ outcome: summary.outcome, lines: whereLines(summary, proof) },
    })),
    known: shownDifferences(proof).map((id) => ({ id, says: knownTreeDifferenceText(id) })),
    bounds: boundLines(proof),
    examined: examinedTrees(proof),
  };
}

/** What was asked for and is not there: no proof, and no pass. */
export function noKernelProof(why: string, interrupted = false): KernelProof {
  const part = { what: 'statements at places', compared: 0, notCompared: [why], required: true };
  return {
    ...{ statements: [], known: [], bounds: [`SKIP nothing is proved: ${why}`] },
    examined: { interrupted, parts: [part] },
  };
}
