// SPDX-License-Identifier: GPL-2.0-or-later

/** What an expression is worth under an assumption: a number, or nothing that is known. */
export interface NumberValue {
  readonly number: number | undefined;
  /** Whether what is assumed was made use of. */
  readonly isAssumed: boolean;
}

/** Nothing is known of it. */
export const UNKNOWN_NUMBER: NumberValue = { number: undefined, isAssumed: false };

/** A number that stands in the code. */
export function plainNumber(number: number): NumberValue {
  return { number, isAssumed: false };
}

/** Whether a value counts as true; undefined if that is not known. */
export function truthOf({ number }: NumberValue): boolean | undefined {
  return number === undefined ? undefined : number !== 0;
}

/** `true` and `false` as C has them. */
export function truthNumber(truth: boolean | undefined, isAssumed: boolean): NumberValue {
  return { number: truth === undefined ? undefined : Number(truth), isAssumed };
}

/** What is worth the one or the other. */
export function eitherNumber(one: NumberValue, other: NumberValue): NumberValue {
  const isAssumed = one.isAssumed || other.isAssumed;
  return { number: one.number === other.number ? one.number : undefined, isAssumed };
}

/** `!a`, `-a`, `~a`, `+a`; whatever else is unknown. */
export function unaryNumber(operator: string, { number, isAssumed }: NumberValue): NumberValue {
  if (number === undefined) return { number, isAssumed };
  switch (operator) {
    case '!':
      return truthNumber(number === 0, isAssumed);
    case '-':
      return { number: -number, isAssumed };
    case '~':
      return { number: -number - 1, isAssumed };
    case '+':
      return { number, isAssumed };
    default:
      return { number: undefined, isAssumed };
  }
}

/** Two values joined by an operator of C; `&&` and `||` are not among them: their right side may not run. */
export function binaryNumber(operator: string, left: NumberValue, right: NumberValue): NumberValue {
  const isAssumed = left.isAssumed || right.isAssumed;
  const [one, other] = [left.number, right.number];
  if (one !== undefined && other !== undefined) {
    return { number: calculate(operator, one, other), isAssumed };
  }
  // Whatever the other side is.
  const isNothing = (one === 0 || other === 0) && (operator === '*' || operator === '&');
  return { number: isNothing ? 0 : undefined, isAssumed };
}

function calculate(operator: string, one: number, other: number): number | undefined {
  switch (operator) {
    case '==':
      return Number(one === other);
    case '!=':
      return Number(one !== other);
    case '<':
      return Number(one < other);
    case '<=':
      return Number(one <= other);
    case '>':
      return Number(one > other);
    case '>=':
      return Number(one >= other);
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return other === 0 ? undefined : Math.trunc(one / other);
    case '%':
      return other === 0 ? undefined : one % other;
    default:
      return onBits(operator, one, other);
  }
}

/** JavaScript calculates bits with 32 of them: with more there is no answer. */
function onBits(operator: string, one: number, other: number): number | undefined {
  const isSmall = [one, other].every((value) => Math.abs(value) < 2 ** 30);
  if (!isSmall) return undefined;
  switch (operator) {
    case '&':
      return one & other;
    case '|':
      return one | other;
    case '^':
      return one ^ other;
    case '<<':
      return other >= 0 && other < 32 ? one * 2 ** other : undefined;
    case '>>':
      return other >= 0 && other < 32 ? one >> other : undefined;
    default:
      return undefined;
  }
}
