// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodeView, oncePer } from './view';

/** Sizes of a machine word and what hangs on it. */
export type WordSize = 64 | 32;

/** `#define NAME value` and `NAME = value`, as written. */
export type Definitions = ReadonlyMap<string, string>;

export const definitionsOf = oncePer((view: CodeView): Definitions => {
  const found = new Map<string, string>([
    ['PAGE_SHIFT', '12'],
    ['PAGE_SIZE', '4096'],
    ['SZ_4K', '4096'],
    ['SZ_64K', '65536'],
    ['SZ_2M', '2097152'],
  ]);
  for (const line of view.fragments.flatMap(({ code }) => code)) {
    const [, name, value = ''] = DEFINE.exec(line) ?? ENUMERATOR.exec(line) ?? [];
    if (name !== undefined) found.set(name, value.trim());
  }
  return found;
});

const DEFINE = /^\s*#\s*define\s+(\w+)[ \t]+(\S.*)$/;
const ENUMERATOR = /^\s*([A-Z]\w+)\s*=([^,;=]+),?$/;

/** How many bytes a type has; undefined if it is not one of the plain ones. */
export function sizeOfType(type: string, bits: WordSize): number | undefined {
  const plain = type
    .replace(/\b(const|volatile|static|__user)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.endsWith('*')) return bits / 8;
  if (/^(unsigned )?long( int)?$|^(u?size_t|ssize_t|uintptr_t|pfn_t)$/.test(plain)) return bits / 8;
  if (/^(__)?[us]64$|^u?int64_t$|^(unsigned )?long long( int)?$/.test(plain)) return 8;
  if (/^(dma_addr_t|phys_addr_t|resource_size_t)$/.test(plain)) return 8;
  if (/^(__)?[us]32$|^u?int32_t$|^(unsigned )?int$|^unsigned$/.test(plain)) return 4;
  if (/^(__)?[us]16$|^u?int16_t$|^(unsigned )?short$/.test(plain)) return 2;
  if (/^(__)?[us]8$|^u?int8_t$|^((un)?signed )?char$|^bool$/.test(plain)) return 1;
  return undefined;
}

/** What a name of the file stands for: the elements of an array. */
type ArrayLengths = (name: string) => string | undefined;

/** Longer ones, and names that are aliases this many levels deep, are not array lengths. */
const LENGTH_LIMIT = 1000;
const DEPTH_LIMIT = 64;

/**
 * The value of a constant expression of `+ - * / << >>`, names, sizeof and ARRAY_SIZE; undefined if
 * anything in it is unknown.
 *
 * @param known values of names that were found on the way: each name is worked out once, however
 * often it stands in others. One that stands for itself has no value.
 */
export function constantValue(
  expression: string,
  definitions: Definitions,
  lengths: ArrayLengths,
  bits: WordSize,
  known = new Map<string, number | undefined>(),
  depth = 0,
): number | undefined {
  if (depth > DEPTH_LIMIT || expression.length > LENGTH_LIMIT) return undefined;
  const named = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined || known.has(name)) return known.get(name);
    known.set(name, undefined);
    const value = constantValue(text, definitions, lengths, bits, known, depth + 1);
    known.set(name, value);
    return value;
  };
  let complete = true;
  const put = (value: number | undefined): string => {
    if (value === undefined) complete = false;
    return String(value ?? 0);
  };
  const plain = expression
    .replace(/\bARRAY_SIZE\s*\(\s*(?:[\w]+(?:\.|->))*(\w+)\s*\)/g, (_, name: string) => {
      return put(named(`ARRAY_SIZE(${name})`, lengths(name)));
    })
    .replace(/\bsizeof\s*\(([\w\s*]+)\)/g, (_, type: string) => put(sizeOfType(type, bits)))
    .replace(/\b(0x[0-9a-f]+|\d+)(?:u|l)*\b/gi, '$1')
    .replace(/\b[A-Za-z_]\w*\b/g, (name) => put(named(name, definitions.get(name))));
  return complete ? arithmetic(plain) : undefined;
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  '<<': 1,
  '>>': 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
};

/** A calculator for whole numbers, by precedence climbing. */
function arithmetic(text: string): number | undefined {
  const tokens = text.match(/0x[0-9a-f]+|\d+|<<|>>|[-+*/()]|\S/gi) ?? [];
  let next = 0;
  const primary = (): number | undefined => {
    const token = tokens[next++];
    if (token !== '(') return token !== undefined && /^\d/.test(token) ? Number(token) : undefined;
    const value = climb(1);
    return tokens[next++] === ')' ? value : undefined;
  };
  const climb = (least: number): number | undefined => {
    let value = primary();
    for (;;) {
      const operator = tokens[next] ?? '';
      const precedence = PRECEDENCE[operator] ?? 0;
      if (precedence < least || precedence === 0) return value;
      next += 1;
      const right = climb(precedence + 1);
      value =
        value === undefined || right === undefined ? undefined : apply(operator, value, right);
    }
  };
  const value = climb(1);
  return next === tokens.length ? value : undefined;
}

function apply(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '<<':
      return left * 2 ** right;
    case '>>':
      return Math.floor(left / 2 ** right);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return right === 0 ? undefined : Math.trunc(left / right);
  }
}
