// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../legacy/format';
import { type FormatDefect, formatDefects, formatWords } from '../legacy/format-clauses';
import { type FormatWords, LEGACY_CODEC } from '../legacy/word-codec';
import { MODERN_CODEC } from '../modern/word-codec';
import type { Examined } from '../oracle/verdict/verdict';
import { agreement, type LawAgreement } from './agreement';
import { whySilent } from './control';
import { type Goal, goalsOf, goalsOfAll, NEEDED_FOR } from './format-queries';
import type { SolverAnswer } from './query';
import { isCounterexample, type ProofWitness, witnessOf } from './replay';
import type { Solver } from './solver';
import type { Codecs, StatementId } from './statements';

/** The laws that the range faults and decoders are held to. */
export const CODECS: Codecs = { legacy: LEGACY_CODEC, modern: MODERN_CODEC };

/** What a goal came to. */
export type ProofOutcome =
  /** For every assignment of what it leaves open. */
  | { readonly kind: 'proved' }
  /** The example that was wanted exists. */
  | { readonly kind: 'shown'; readonly witness: ProofWitness }
  | { readonly kind: 'refuted'; readonly witness: ProofWitness | undefined }
  | { readonly kind: 'undecided'; readonly why: string };

export interface GoalOutcome {
  readonly goal: Goal;
  readonly outcome: ProofOutcome;
}

/** A format that was asked about. */
export interface AskedFormat {
  readonly name: string;
  readonly format: LegacyFormat;
}

export interface FormatProof {
  /** Undefined: all formats at once. */
  readonly asked: AskedFormat | undefined;
  /** The program that answered; undefined: the package z3-solver. */
  readonly solver: string | undefined;
  readonly agreement: LawAgreement;
  readonly goals: readonly GoalOutcome[];
}

/**
 * Proves the statements about words, for all 64-bit formats or for one, and holds the range faults
 * to the laws that are proved. A solver that has no answer where it is known is asked nothing more.
 *
 * @param progress is called with the goal that comes next.
 * @throws ArgumentError if the solver gives a wrong answer where it is known.
 * @throws Interrupted
 */
export async function proveFormat(
  solver: Solver,
  asked: AskedFormat | undefined,
  progress: (goal: Goal, done: number, total: number) => void,
  codecs: Codecs = CODECS,
): Promise<FormatProof> {
  const words = asked === undefined ? undefined : formatWords(asked.format);
  const goals = goalsFor(codecs, asked);
  const why = await whySilent(solver);
  const silent: SolverAnswer | undefined = why === undefined ? undefined : { kind: 'unknown', why };
  const outcomes: GoalOutcome[] = [];
  for (const [index, goal] of goals.entries()) {
    progress(goal, index, goals.length);
    const answer = silent ?? (await solver.ask(goal.query));
    outcomes.push({ goal, outcome: outcomeOf(codecs, goal, answer, words) });
  }
  return { asked, solver: solver.program, agreement: agreement(words), goals: outcomes };
}

/** The goals for a format, or for all of them. */
export function goalsFor(codecs: Codecs, asked: AskedFormat | undefined): readonly Goal[] {
  return asked === undefined ? goalsOfAll(codecs) : goalsOf(codecs, formatWords(asked.format));
}

function outcomeOf(
  codecs: Codecs,
  goal: Goal,
  answer: SolverAnswer,
  words: FormatWords<bigint> | undefined,
): ProofOutcome {
  switch (answer.kind) {
    case 'unknown':
      return { kind: 'undecided', why: answer.why };
    case 'unsat':
      return goal.wanted === 'unsat' ? { kind: 'proved' } : { kind: 'refuted', witness: undefined };
    case 'sat': {
      if (goal.statement === undefined) return { kind: 'refuted', witness: undefined };
      const witness = witnessOf(goal.statement, answer.model, words);
      if (!isCounterexample(codecs, witness)) {
        return { kind: 'undecided', why: 'the solver’s counterexample is none when it is run' };
      }
      return { kind: goal.wanted === 'sat' ? 'shown' : 'refuted', witness };
    }
  }
}

/** Whether anything is not as it should be. */
export function hasRefuted({ goals, agreement: { departures } }: FormatProof): boolean {
  return departures.length > 0 || goals.some(({ outcome }) => outcome.kind === 'refuted');
}

/** What was proved and run, for a verdict: a goal that is undecided was not compared. */
export function examinedProof({ goals, agreement: { compared } }: FormatProof): Examined {
  const undecided = goals.flatMap(({ goal, outcome }) =>
    outcome.kind === 'undecided' ? [`${goal.says} (${outcome.why})`] : [],
  );
  const statements = {
    what: 'statements',
    compared: undecided.length > 0 ? 0 : goals.length,
    notCompared: undecided,
    required: true,
  };
  const faults = { what: 'range faults of one page', compared, notCompared: [], required: true };
  return { interrupted: false, parts: [statements, faults] };
}

/** The defects of the format that a statement fails because of. */
export function reasonsFor(
  asked: AskedFormat | undefined,
  statement: StatementId | undefined,
): readonly FormatDefect[] {
  if (asked === undefined) return [];
  return formatDefects(asked.format).filter(({ id }) => {
    const needed = NEEDED_FOR[id];
    // v5.7 reads all that the revision after it reads, and the special value besides.
    return needed === statement || (needed === 'pages, legacy' && statement === 'pages, v5.7');
  });
}
