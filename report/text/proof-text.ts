// SPDX-License-Identifier: GPL-2.0-or-later
import { stateText } from '../../oracle/run/result';
import { hex } from '../../oracle/scenario/json';
import { printable } from '../../oracle/scenario/printable';
import { verdictOf } from '../../oracle/verdict/verdict';
import type { Goal } from '../../proof/format-queries';
import {
  CODECS,
  examinedProof,
  type FormatProof,
  type GoalOutcome,
  hasRefuted,
  type ProofOutcome,
  reasonsFor,
} from '../../proof/prove-format';
import { type ProofWitness, shownBy } from '../../proof/replay';
import { PROSE_WIDTH, type Style, wrappedLines } from './style';

/** The outcomes of a proof, for a person. */
export function proofText(proof: FormatProof, style: Style): string {
  const { asked, goals, solver } = proof;
  const title =
    asked === undefined
      ? 'All formats of 64-bit words, all pfns below 2^40'
      : `The format ${printable(asked.name)}, all pfns below 2^40`;
  const shown = SECTIONS.flatMap(({ kind, says }) => {
    const those = goals.filter(({ goal }) => goal.kind === kind);
    const lines = those.flatMap((one) => goalLines(proof, one, style));
    return those.length === 0 ? [] : ['', says[asked === undefined ? 'all' : 'one'], ...lines];
  });
  return [
    style.title(title),
    ...(solver === undefined ? [] : [`Asked of ${printable(solver)}.`]),
    ...shown,
    '',
    ...agreementLines(proof, style),
    '',
    verdictLine(proof, style),
  ].join('\n');
}

const SECTIONS: readonly {
  readonly kind: Goal['kind'];
  readonly says: { readonly all: string; readonly one: string };
}[] = [
  { kind: 'statement', says: { all: 'Of every well-formed format:', one: 'Statements:' } },
  { kind: 'exact', says: { all: 'The exact condition for the words to read the same:', one: '' } },
  { kind: 'need', says: { all: 'No clause of well-formedness can be left out:', one: '' } },
];

function goalLines(proof: FormatProof, one: GoalOutcome, style: Style): readonly string[] {
  const { goal, outcome } = one;
  const head = `  ${styledOutcome(outcome, style)}  `;
  const plain = ' '.repeat(2 + OUTCOME_WIDTH + 2);
  const [first = '', ...rest] = wrappedLines(goal.says, PROSE_WIDTH, plain);
  return [
    `${head}${first.slice(plain.length)}`,
    ...rest,
    ...(outcome.kind === 'undecided' ? [`${plain}${printable(outcome.why)}`] : []),
    ...(outcome.kind === 'refuted' && outcome.witness !== undefined
      ? [...witnessLines(outcome.witness), ...reasonLines(proof, goal)].map(
          (line) => `${plain}${line}`,
        )
      : []),
    ...(outcome.kind === 'shown' ? [`${plain}${formatText(outcome.witness)}`] : []),
  ];
}

const OUTCOME_WIDTH = 'undecided'.length;

function styledOutcome({ kind }: ProofOutcome, style: Style): string {
  const text = kind.padEnd(OUTCOME_WIDTH);
  switch (kind) {
    case 'proved':
    case 'shown':
      return style.good(text);
    case 'refuted':
    case 'undecided':
      return style.bad(text);
  }
}

/** What a counterexample shows, a line each. */
export function witnessLines(witness: ProofWitness): readonly string[] {
  const { subject } = witness;
  const shown = shownBy(CODECS, witness);
  switch (shown.about) {
    case 'page':
      return [
        `pfn ${hex(subject.pfn)}, ${subject.write ? 'writable' : 'read-only'}: the entry ${hex(shown.entry)}`,
        `reads as ${stateText(shown.old)}; the fixed format’s word reads as ${stateText(shown.fixed)}`,
      ];
    case 'value':
      return [`values[${shown.value}] ${hex(shown.word)} reads as ${stateText(shown.read)}`];
    case 'requests': {
      const { request, mask, defaults, cpu } = subject;
      const may = cpu.write ? 'write' : cpu.read ? 'read' : 'not use';
      return [
        `request ${hex(request)}, mask ${hex(mask)}, defaults ${hex(defaults)}, of a page that the CPU may ${may}:`,
        `${needText(shown.old)}; in the fixed format ${needText(shown.fixed)}`,
      ];
    }
  }
}

function needText(need: bigint): string {
  return need === 0n ? 'no fault' : need === 1n ? 'a read fault' : 'a write fault';
}

function reasonLines({ asked }: FormatProof, { statement }: Goal): readonly string[] {
  return reasonsFor(asked, statement).map(({ id, consequence }) => `${id}: ${consequence}`);
}

function formatText({ format }: ProofWitness): string {
  const { valid, write, error, none, special, pfnShift } = format;
  const words = Object.entries({ valid, write, error, none, special });
  return `${words.map(([name, word]) => `${name} ${hex(word)}`).join(', ')}, shift ${pfnShift}`;
}

function agreementLines({ agreement }: FormatProof, style: Style): readonly string[] {
  const { compared, departures } = agreement;
  if (departures.length === 0) {
    return [
      `The range faults and decoders keep these laws: ${compared} range faults of one page compared.`,
    ];
  }
  return departures.flatMap(({ side, statement, expected, got }) => [
    style.bad(`The range fault of ${side} does not keep the law that was proved (${statement}):`),
    `  expected ${expected}, got ${got}`,
  ]);
}

function verdictLine(proof: FormatProof, style: Style): string {
  const { kind } = verdictOf(hasRefuted(proof), examinedProof(proof));
  const undecided = proof.goals.filter(({ outcome }) => outcome.kind === 'undecided').length;
  switch (kind) {
    case 'clean':
      return style.good(`Proved: all ${proof.goals.length} statements.`);
    case 'found':
      return style.bad('Refuted: see above.');
    case 'nothing-compared':
    case 'interrupted':
      return style.bad(
        `Not decided: ${undecided} of ${proof.goals.length} statements. This is no proof.`,
      );
  }
}
