// SPDX-License-Identifier: GPL-2.0-or-later
import type { Definitions } from './constants';

/** Longer expressions, and names that stand for others further than this, have no value. */
const LENGTH_LIMIT = 300;
const DEPTH_LIMIT = 16;
const WORD = 64;

/**
 * The value of a constant expression as a word of 64 bits: numbers, names, `BIT()`, casts, `~ - << >> & | + *`; undefined
 * if anything in it is unknown.
 */
export function wordValue(text: string, definitions: Definitions, depth = 0): bigint | undefined {
  if (text.length > LENGTH_LIMIT || depth > DEPTH_LIMIT) return undefined;
  const reader = new WordReader(tokensOf(text), (name) => {
    const meaning = definitions.get(name);
    return meaning === undefined ? undefined : wordValue(meaning, definitions, depth + 1);
  });
  const value = reader.binary(0);
  return value === undefined || !reader.atEnd ? undefined : BigInt.asUintN(WORD, value);
}

const CAST =
  /\(\s*(?:unsigned(?:\s+(?:int|long(?:\s+long)?))?|(?:__)?u(?:int)?(?:32|64)(?:_t)?|long)\s*\)/g;

function tokensOf(text: string): readonly string[] {
  const plain = text.replace(CAST, ' ').replace(/\bBIT(?:_ULL)?\s*\(/g, '1 << (');
  return plain.match(/0x[0-9a-f]+[ul]*|\d+[ul]*|\w+|<<|>>|\S/gi) ?? [];
}

const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], ['<<', '>>'], ['+', '-'], ['*']];

class WordReader {
  private next = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly named: (name: string) => bigint | undefined,
  ) {}

  get atEnd(): boolean {
    return this.next === this.tokens.length;
  }

  binary(level: number): bigint | undefined {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let value = this.binary(level + 1);
    for (;;) {
      const operator = this.tokens[this.next];
      if (operator === undefined || !operators.includes(operator)) return value;
      this.next += 1;
      const right = this.binary(level + 1);
      value =
        value === undefined || right === undefined ? undefined : apply(operator, value, right);
    }
  }

  private unary(): bigint | undefined {
    const token = this.tokens[this.next];
    if (token === undefined) return undefined;
    this.next += 1;
    if (token === '~' || token === '-') {
      const value = this.unary();
      if (value === undefined) return undefined;
      return BigInt.asUintN(WORD, token === '~' ? ~value : -value);
    }
    if (token === '(') {
      const value = this.binary(0);
      return this.tokens[this.next++] === ')' ? value : undefined;
    }
    const number = /^(0x[0-9a-f]+|\d+)[ul]*$/i.exec(token)?.[1];
    return number === undefined ? this.named(token) : BigInt(number);
  }
}

function apply(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '|':
      return left | right;
    case '&':
      return left & right;
    case '<<':
      return right < BigInt(WORD) ? BigInt.asUintN(WORD, left << right) : undefined;
    case '>>':
      return right < BigInt(WORD) ? left >> right : undefined;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return undefined;
  }
}
