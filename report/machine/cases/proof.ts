// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../../oracle/package/command';
import { hex } from '../../../oracle/scenario/json';
import type { Goal } from '../../../proof/format-queries';
import {
  CODECS,
  type FormatProof,
  type GoalOutcome,
  type ProofOutcome,
  reasonsFor,
} from '../../../proof/prove-format';
import { documentOf } from '../../../proof/replay';
import { witnessLines } from '../../text/proof-text';
import { shellWord } from '../../text/shell-word';
import { type Case, caseOf, type Findings, type ReportRule } from '../model';

const PAGE = 'docs/proof.md';

const RULES: readonly ReportRule[] = [
  {
    id: 'statement',
    title: 'a statement about the words of a format holds for all words',
    why: 'A solver looked for a counterexample among all words.',
    effect: 'A driver with this format reads, or asks, something else than with the fixed format.',
    page: PAGE,
  },
  {
    id: 'exact',
    title: 'the condition on formats is exact',
    why: 'A format that meets it reads every word as the fixed format does; any other one does not.',
    effect: 'A format would be called sound, or unsound, that is not.',
    page: PAGE,
  },
  {
    id: 'need',
    title: 'a clause of well-formedness is needed',
    why: 'A format that breaks only this clause fails a statement.',
    effect: 'A format would be refused for nothing.',
    page: PAGE,
  },
  {
    id: 'law',
    title: 'the range faults and decoders keep the laws that are proved',
    why: 'What is proved is a law over 64-bit words; what runs does the same in halves.',
    effect: 'The proof would be of something that does not run.',
    page: PAGE,
  },
];

/** What was proved, as cases. */
export function proofFindings(proof: FormatProof): Findings {
  const { agreement, goals } = proof;
  const laws = agreement.departures.map(({ side, statement, expected, got, document }) =>
    caseOf({
      id: `law/${side}/${statement.replaceAll(' ', '-')}`,
      rule: 'law',
      name: `${side} keeps the law: ${statement}`,
      status: 'failed',
      message: `expected ${expected}, got ${got}`,
      scenario: document,
    }),
  );
  const kept = caseOf({
    id: 'law',
    rule: 'law',
    name: 'range faults of one page keep the laws',
    status: 'passed',
    message: `${agreement.compared} compared`,
  });
  return {
    suites: [
      { id: 'statements', name: 'statements', cases: goals.map((one) => goalCase(proof, one)) },
      { id: 'laws', name: 'laws', cases: laws.length === 0 ? [kept] : laws },
    ],
    rules: RULES,
  };
}

function goalCase({ asked, solver }: FormatProof, { goal, outcome }: GoalOutcome): Case {
  const witness = 'witness' in outcome ? outcome.witness : undefined;
  const reasons = outcome.kind === 'refuted' ? reasonsFor(asked, goal.statement) : [];
  const words = [
    ...(asked === undefined ? [] : [asked.name]),
    ...(solver === undefined ? [] : ['--solver', solver]),
  ];
  return caseOf({
    id: goal.query.name,
    rule: goal.kind,
    name: goal.says,
    ...result(goal, outcome),
    details: [
      ...(witness === undefined ? [] : witnessLines(witness)),
      ...reasons.map(({ id, consequence }) => `${id}: ${consequence}`),
    ],
    scenario: witness === undefined ? null : (documentOf(CODECS, witness) ?? null),
    replay: [COMMAND, 'prove format', ...words.map(shellWord)].join(' '),
  });
}

function result(goal: Goal, outcome: ProofOutcome): Pick<Case, 'status' | 'message'> {
  switch (outcome.kind) {
    case 'proved':
      return { status: 'passed', message: 'proved' };
    case 'shown':
      return { status: 'passed', message: `shown by pfn ${hex(outcome.witness.subject.pfn)}` };
    case 'refuted':
      return {
        status: 'failed',
        message: goal.wanted === 'sat' ? 'there is no such format' : 'refuted by a counterexample',
      };
    case 'undecided':
      return { status: 'error', message: `not decided: ${outcome.why}` };
  }
}
