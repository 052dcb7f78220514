// SPDX-License-Identifier: GPL-2.0-or-later
import type { FormatWords } from '../legacy/word-codec';
import type { ProofSubject } from './statements';
import { boolVariable, type Formula, TERMS, type Term, wordVariable } from './terms';

/** A question to a solver: is there an assignment of the variables for which all of these hold? */
export interface Query {
  readonly name: string;
  readonly text: string;
}

/** The words of a format that a query leaves open. */
export const ANY_FORMAT: FormatWords<Term> = {
  valid: wordVariable('valid'),
  write: wordVariable('write'),
  error: wordVariable('error'),
  none: wordVariable('none'),
  special: wordVariable('special'),
  pfnShift: wordVariable('pfnShift'),
};

/** The page and the words that a query leaves open. */
export const ANY_SUBJECT: ProofSubject<Term, Formula> = {
  pfn: wordVariable('pfn'),
  write: boolVariable('writable'),
  request: wordVariable('request'),
  mask: wordVariable('mask'),
  defaults: wordVariable('defaults'),
  cpu: { read: boolVariable('cpuRead'), write: boolVariable('cpuWrite') },
};

const WORDS = [...Object.keys(ANY_FORMAT), ...['pfn', 'request', 'mask', 'defaults']] as const;
const BOOLS = ['writable', 'cpuRead', 'cpuWrite'] as const;

/** One format's words as terms. */
export function constantFormat(words: FormatWords<bigint>): FormatWords<Term> {
  const { constant } = TERMS;
  return {
    valid: constant(words.valid),
    write: constant(words.write),
    error: constant(words.error),
    none: constant(words.none),
    special: constant(words.special),
    pfnShift: constant(words.pfnShift),
  };
}

/** What an answer means where a proof is wanted, and where an example is. */
const MEANING = {
  unsat: '; unsat: it is proved. sat: the values are a counterexample.',
  sat: '; sat: it is shown, the values are an example. unsat: there is none.',
} as const;

/**
 * A query in SMT-LIB 2; `pfnShift` is 0–63 in every one.
 * @param wanted the answer that shows what it says.
 */
export function query(
  name: string,
  says: string,
  wanted: keyof typeof MEANING,
  formulas: readonly Formula[],
): Query {
  const shifts = TERMS.below(ANY_FORMAT.pfnShift, TERMS.constant(64n));
  return {
    name,
    text: [
      `; ${says}`,
      MEANING[wanted],
      '(set-option :produce-models true)',
      '(set-logic QF_BV)',
      ...WORDS.map((word) => `(declare-const ${word} (_ BitVec 64))`),
      ...BOOLS.map((bool) => `(declare-const ${bool} Bool)`),
      `(assert ${shifts})`,
      ...formulas.map((formula) => `(assert ${formula})`),
      '(check-sat)',
      `(get-value (${[...WORDS, ...BOOLS].join(' ')}))`,
      '',
    ].join('\n'),
  };
}

/** The values of a query's variables. */
export interface Model {
  readonly words: Readonly<Record<string, bigint>>;
  readonly bools: Readonly<Record<string, boolean>>;
}

/** What a solver answered. */
export type SolverAnswer =
  | { readonly kind: 'unsat' }
  | { readonly kind: 'sat'; readonly model: Model }
  /** Neither: it is no proof of anything. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Reads what a solver printed for a {@link query}. */
export function readSolverAnswer(printed: string): SolverAnswer {
  const first = /^\s*(unsat|sat|unknown)[ \t]*(?:\r?\n|$)/.exec(printed)?.[1];
  // After "unsat" there are no values, of which a solver complains in its own way.
  if (first === 'unsat') return { kind: 'unsat' };
  if (first !== 'sat') {
    const reason = /\(:reason-unknown "([^"]+)"\)/.exec(printed)?.[1];
    const unknown = reason === undefined ? first : `${first}: ${reason}`;
    return { kind: 'unknown', why: unknown ?? `it answered ${printed.slice(0, 80).trim()}` };
  }
  const words = [...printed.matchAll(/\((\w+) #(x[0-9a-f]{16}|b[01]{64})\)/g)].map(
    ([, name = '', digits = 'x0']) => [name, BigInt(`0${digits}`)] as const,
  );
  const bools = [...printed.matchAll(/\((\w+) (true|false)\)/g)].map(
    ([, name = '', value]) => [name, value === 'true'] as const,
  );
  if (words.length !== WORDS.length || bools.length !== BOOLS.length) {
    return { kind: 'unknown', why: 'it gave no values for a counterexample' };
  }
  return {
    kind: 'sat',
    model: { words: Object.fromEntries(words), bools: Object.fromEntries(bools) },
  };
}
