// SPDX-License-Identifier: GPL-2.0-or-later
import { ArgumentError } from '../oracle/scenario/argument-error';
import { ANY_SUBJECT, query, type SolverAnswer } from './query';
import type { Solver } from './solver';
import { TERMS } from './terms';

const { constant, equal, below, not, shiftRight, both } = TERMS;
/** What the pfn of the example begins with; its last bits are the solver's choice. */
const UPPER_PFN = 0x12_3456_789an;
const LOWER_BITS = 4n;

const EXAMPLE = query('control-sat', 'there is a pfn with these upper bits, read-only', 'sat', [
  both(
    equal(shiftRight(ANY_SUBJECT.pfn, constant(LOWER_BITS)), constant(UPPER_PFN)),
    not(ANY_SUBJECT.write),
  ),
]);
const CONTRADICTION = query('control-unsat', 'no word is below another and above it', 'unsat', [
  both(below(ANY_SUBJECT.pfn, ANY_SUBJECT.mask), below(ANY_SUBJECT.mask, ANY_SUBJECT.pfn)),
]);

/**
 * Asks a solver two questions whose answers are known, before it is believed in others: what answers
 * everything in the same way proves nothing.
 *
 * @returns why it answers nothing; undefined if it does.
 * @throws ArgumentError if an answer is wrong.
 * @throws Interrupted
 */
export async function whySilent(solver: Solver): Promise<string | undefined> {
  for (const [question, isRight, expected] of [
    [EXAMPLE, isExample, 'an example of a query that has one'],
    [CONTRADICTION, isNone, '"unsat" to a contradiction'],
  ] as const) {
    const answer = await solver.ask(question);
    if (answer.kind === 'unknown') return answer.why;
    if (isRight(answer)) continue;
    const name = solver.program ?? 'the package z3-solver';
    const got = answer.kind === 'sat' ? '"sat" with values' : '"unsat"';
    throw new ArgumentError(
      `expected a solver that answers ${expected}, got ${got} from ${name}: nothing that it says is believed`,
    );
  }
  return undefined;
}

function isExample(answer: SolverAnswer): boolean {
  if (answer.kind !== 'sat') return false;
  const { words, bools } = answer.model;
  return (words['pfn'] ?? 0n) >> LOWER_BITS === UPPER_PFN && bools['writable'] === false;
}

function isNone({ kind }: SolverAnswer): boolean {
  return kind === 'unsat';
}
