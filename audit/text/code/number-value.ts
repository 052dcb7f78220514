// SPDX-License-Identifier: GPL-2.0-or-later

/** What an expression is worth under an assumption: a number, or nothing that is known. */
export interface NumberValue {
  readonly number: number | undefined;
  /** Of what is no single number: all those that it may be, if they are few. */
  readonly oneOf?: readonly number[];
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
export function truthOf(value: NumberValue): boolean | undefined {
  const [first, ...others] = numbersOf(value) ?? [];
  if (first === undefined || others.some((one) => (one === 0) !== (first === 0))) return undefined;
  return first !== 0;
}

/** How many numbers are told apart that something may be. */
const NUMBER_LIMIT = 4;

/** All numbers that a value may be; undefined if that is not known. */
export function numbersOf({ number, oneOf }: NumberValue): readonly number[] | undefined {
  return number === undefined ? oneOf : [number];
}

/** What is one of some numbers; those that are not known count for all. */
function amongNumbers(numbers: readonly (number | undefined)[], isAssumed: boolean): NumberValue {
  const known = [...new Set(numbers)].flatMap((one) => one ?? []);
  if (numbers.includes(undefined) || known.length > NUMBER_LIMIT)
    return { number: undefined, isAssumed };
  const [only] = known;
  return known.length === 1
    ? { number: only, isAssumed }
    : { number: undefined, oneOf: known.sort((one, other) => one - other), isAssumed };
}

/** `true` and `false` as C has them. */
export function truthNumber(truth: boolean | undefined, isAssumed: boolean): NumberValue {
  return { number: truth === undefined ? undefined : Number(truth), isAssumed };
}

/** What is worth the one or the other. */
export function eitherNumber(one: NumberValue, other: NumberValue): NumberValue {
  const isAssumed = one.isAssumed || other.isAssumed;
  const [left, right] = [numbersOf(one), numbersOf(other)];
  if (left === undefined || right === undefined) return { number: undefined, isAssumed };
  return amongNumbers([...left, ...right], isAssumed);
}

/** `!a`, `-a`, `~a`, `+a`; whatever else is unknown. */
export function unaryNumber(operator: string, value: NumberValue): NumberValue {
  const numbers = numbersOf(value);
  if (numbers === undefined) return value;
  return amongNumbers(
    numbers.map((number) => signed(operator, number)),
    value.isAssumed,
  );
}

function signed(operator: string, number: number): number | undefined {
  switch (operator) {
    case '!':
      return Number(number === 0);
    case '-':
      return -number;
    case '~':
      return -number - 1;
    case '+':
      return number;
    default:
      return undefined;
  }
}

/** Two values joined by an operator of C; `&&` and `||` are not among them: their right side may not run. */
export function binaryNumber(operator: string, left: NumberValue, right: NumberValue): NumberValue {
  const isAssumed = left.isAssumed || right.isAssumed;
  const [one, other] = [numbersOf(left), numbersOf(right)];
  if (one !== undefined && other !== undefined) {
    const results = one.flatMap((first) =>
      other.map((second) => calculate(operator, first, second)),
    );
    return amongNumbers(results, isAssumed);
  }
  // Whatever the other side is.
  const isNothing =
    (left.number === 0 || right.number === 0) && (operator === '*' || operator === '&');
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
