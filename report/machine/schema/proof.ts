// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import { verdictOf } from '../../../oracle/verdict/verdict';
import { examinedProof, type FormatProof, hasRefuted } from '../../../proof/prove-format';
import { proofFindings } from '../cases/proof';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, closed, orNull, Text } from './words';

const NAME = 'hmm-proof-report/1';

/** What `hmm-pfn prove format` reports. */
export const ProofReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    format: orNull(Text),
    statements: Type.Array(
      closed({
        kind: oneOf('statement', 'exact', 'need'),
        says: Text,
        outcome: oneOf('proved', 'shown', 'refuted', 'undecided'),
      }),
    ),
    rangeFaults: Count,
  },
  { ...CLOSED, description: 'a report of hmm-pfn prove format; format: null means all of them' },
);
type ProofDocument = Immutable<Type.Static<typeof ProofReportSchema>>;

export function proofDocument(proof: FormatProof, run: RunFacts): ProofDocument {
  const facts = {
    format: proof.asked?.name ?? null,
    statements: proof.goals.map(({ goal: { kind, says }, outcome }) => ({
      ...{ kind, says },
      outcome: outcome.kind,
    })),
    rangeFaults: proof.agreement.compared,
  };
  const verdict = verdictOf(hasRefuted(proof), examinedProof(proof));
  return machineReport(NAME, run, proofFindings(proof), facts, verdict);
}
