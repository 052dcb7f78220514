// SPDX-License-Identifier: GPL-2.0-or-later
import type { WordAlgebra } from '../mm/word64';

/** A 64-bit word in SMT-LIB: a term of the sort `(_ BitVec 64)`. */
export type Term = string & { readonly [termBrand]: true };
declare const termBrand: unique symbol;

/** A truth value in SMT-LIB: a term of the sort `Bool`. */
export type Formula = string & { readonly [formulaBrand]: true };
declare const formulaBrand: unique symbol;

/** Only this file makes terms; every other one makes them by the algebra. */
function term(...parts: readonly string[]): Term {
  return joined(parts) as Term;
}

function formula(...parts: readonly string[]): Formula {
  return joined(parts) as Formula;
}

function joined(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' ')})`;
}

/** A variable of the query; its name is its own term. */
export function wordVariable(name: string): Term {
  return term(name);
}

export function boolVariable(name: string): Formula {
  return formula(name);
}

const TRUE: Formula = formula('true');

/** The algebra whose words are terms of the theory of bit vectors. */
export const TERMS: WordAlgebra<Term, Formula> = {
  constant: (value) => term(`#x${value.toString(16).padStart(16, '0')}`),
  and: (one, other) => term('bvand', one, other),
  or: (one, other) => term('bvor', one, other),
  complement: (word) => term('bvnot', word),
  minusOne: (word) => term('bvsub', word, '#x0000000000000001'),
  shiftLeft: (word, distance) => term('bvshl', word, distance),
  shiftRight: (word, distance) => term('bvlshr', word, distance),
  equal: (one, other) => formula('=', one, other),
  below: (one, other) => formula('bvult', one, other),
  not: (one) => formula('not', one),
  both: (one, other) => formula('and', one, other),
  either: (one, other) => formula('or', one, other),
  choose: (condition, then, otherwise) => term('ite', condition, then, otherwise),
};

/** All of these hold; true of none. */
export function allOf(formulas: readonly Formula[]): Formula {
  return formulas.length === 0 ? TRUE : formula('and', TRUE, ...formulas);
}
