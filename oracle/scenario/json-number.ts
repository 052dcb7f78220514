// SPDX-License-Identifier: GPL-2.0-or-later

/** A decimal number without leading and trailing zeros: `digits` times ten to `exponent`. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/**
 * Whether a number of a JSON text is written again as the number that it is: not one that a double
 * rounds (2^53 + 1, 1e-400), makes infinite (1e400), or whose sign is lost (-0).
 *
 * @param text a number as JSON spells it.
 */
export function holdsExactly(text: string): boolean {
  const value = Number(text);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const [given, kept] = [decimalOf(text), decimalOf(String(value))];
  return given.digits === kept.digits && given.exponent === kept.exponent;
}

/**
 * Whether a number of a JSON text certainly is one that {@link holdsExactly}, by a look at its first
 * characters: few digits, and nothing but digits.
 *
 * @param at where the number begins.
 */
export function isPlainInteger(text: string, at: number): boolean {
  const first = text.charCodeAt(at) === MINUS ? at + 1 : at;
  if (first > at && text.charCodeAt(first) === ZERO) return false;
  let end = first;
  while (isDigit(text.charCodeAt(end))) end++;
  if (end - first > SURELY_EXACT_DIGITS) return false;
  const next = text.charCodeAt(end);
  return next !== POINT && next !== SMALL_E && next !== LARGE_E;
}

/** Whether a number begins with this character. */
export function beginsNumber(code: number): boolean {
  return code === MINUS || isDigit(code);
}

const [MINUS, POINT, ZERO, NINE, LARGE_E, SMALL_E] = [0x2d, 0x2e, 0x30, 0x39, 0x45, 0x65];
/** 10^15 is below 2^53. */
const SURELY_EXACT_DIGITS = 15;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function decimalOf(text: string): Decimal {
  const [, whole = '', fraction = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = withoutTrailingZeros(`${whole}${fraction}`);
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return { digits: '', exponent: 0 };
  const exponent = Number(power) - fraction.length + whole.length + fraction.length - digits.length;
  return { digits: significant, exponent };
}

/** By hand: a pattern that ends in `0+$` takes quadratic time over zeros that others follow. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) end--;
  return digits.slice(0, end);
}
