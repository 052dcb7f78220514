// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './code';
import type { Token } from './code-statements';
import { STAND_INS } from './options';

/** A name of the stand-in headers that is the same in every scenario, and what it does there. */
interface CallWithFixedResult {
  readonly name: string;
  readonly does: string;
  /** What it always returns, so that one of the ways from a question for it is never taken; null if nothing. */
  readonly answer: string | null;
}

/** What is said of an assertion: where it does not hold, that is noted, and the note is what tells. */
const ASSERTS = 'says nothing in a run in which it holds';

/** What is no function there, and why no run sees whether it is used. */
const FIXED_MACROS: Readonly<Record<string, string>> = {
  barrier: 'orders accesses, of which one thread alone sees nothing',
  READ_ONCE: 'reads what the place alone would give',
  WRITE_ONCE: 'writes as the place alone would',
  EXPORT_SYMBOL: 'exports to no module',
  EXPORT_SYMBOL_GPL: 'exports to no module',
  mmap_assert_locked: ASSERTS,
  mmap_assert_write_locked: ASSERTS,
  WARN_ON: ASSERTS,
  WARN_ON_ONCE: ASSERTS,
  VM_WARN_ON_ONCE: ASSERTS,
};

/** The accesses among them are an expression without them, too: what stands there between their arguments. */
const ACCESSES: ReadonlyMap<string, string> = new Map([
  ['READ_ONCE', ','],
  ['WRITE_ONCE', '='],
]);

/** A function of the glue that gives the same page whatever is asked. */
const SAME_PAGE = 'tree_any_page';

const FUNCTION = /^static inline [\w *]*?\b(\w+)\([^{};]*\)\n\{([^{}]*)\}/gm;
const IGNORES = /^(?:\(void\)\w+|host_step\(\))$/;
const CONSTANT = /^return (?:(false|true|NULL|\d+)|(\w+)\(.*\))$/s;

let found: ReadonlyMap<string, CallWithFixedResult> | undefined;

/**
 * The calls of the stand-in headers that do nothing a run could show, or that always give the same answer, by
 * name: read out of the headers, so that none is forgotten.
 */
export function fixedCalls(): ReadonlyMap<string, CallWithFixedResult> {
  found ??= read();
  return found;
}

/** Those of the fixed calls that stand in a piece of code, each once. */
export function fixedCallsIn(code: string): readonly CallWithFixedResult[] {
  const names = new Set([...code.matchAll(/\b(\w+)\s*\(/g)].map(([, name = '']) => name));
  return [...names].flatMap((name) => fixedCalls().get(name) ?? []);
}

/** A call, an assignment or an increment among tokens. */
const EFFECT = /\w \(|=|\+ \+|- -/;

/** A fixed call in a piece of code. */
export interface PlacedCall {
  readonly call: CallWithFixedResult;
  readonly tokens: readonly Token[];
}

/** The fixed calls in a statement, those within arguments of others, too. */
export function placedCallsIn(tokens: readonly Token[]): readonly PlacedCall[] {
  return tokens.flatMap(({ text }, at) => {
    const call = fixedCalls().get(text);
    if (call === undefined || tokens[at + 1]?.text !== '(') return [];
    return [{ call, tokens: tokens.slice(at, endOfCall(tokens, at) + 1) }];
  });
}

/**
 * A statement with what its fixed calls come to in their places: an answer, an access or nothing. Arguments that do
 * something themselves stay.
 */
export function withoutFixedCalls(tokens: readonly Token[]): string {
  const words: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { text = '' } = tokens[at] ?? {};
    const call = tokens[at + 1]?.text === '(' ? fixedCalls().get(text) : undefined;
    if (call === undefined) {
      words.push(text);
      continue;
    }
    const end = endOfCall(tokens, at);
    const within = withoutFixedCalls(tokens.slice(at + 2, end));
    const between = ACCESSES.get(text);
    if (between !== undefined) {
      words.push(within.replace(' , ', ` ${between} `));
    } else {
      if (EFFECT.test(within)) words.push(within);
      if (call.answer !== null) words.push(call.answer);
    }
    at = end;
  }
  return words.join(' ');
}

/** Where the parentheses after a name are closed; the last place if they are not. */
function endOfCall(tokens: readonly Token[], name: number): number {
  let depth = 0;
  for (let at = name + 1; at < tokens.length; at++) {
    if (tokens[at]?.text === '(') depth++;
    if (tokens[at]?.text === ')' && --depth === 0) return at;
  }
  return tokens.length - 1;
}

function read(): ReadonlyMap<string, CallWithFixedResult> {
  const headers = readdirSync(STAND_INS).filter((name) => name.endsWith('.h'));
  const functions = headers.flatMap((header) => [
    ...codeOf(readFileSync(join(STAND_INS, header), 'utf8')).matchAll(FUNCTION),
  ]);
  const calls = new Map<string, CallWithFixedResult>();
  for (const [name, does] of Object.entries(FIXED_MACROS)) {
    calls.set(name, { name, does, answer: null });
  }
  // A function that hands on what another one answers comes to be known after that one.
  for (let before = -1; before < calls.size; ) {
    before = calls.size;
    for (const [, name = '', body = ''] of functions) {
      const call = fixedCall(name, body, calls);
      if (call !== undefined && !name.startsWith('tree_')) calls.set(name, call);
    }
  }
  return calls;
}

function fixedCall(
  name: string,
  body: string,
  known: ReadonlyMap<string, CallWithFixedResult>,
): CallWithFixedResult | undefined {
  const statements = body.split(';').map((statement) => statement.trim());
  const left = statements.filter((one) => one !== '' && !IGNORES.test(one));
  const [only] = left;
  if (only === undefined) return { name, does: 'does nothing', answer: null };
  const match = left.length === 1 ? CONSTANT.exec(only) : null;
  if (match === null) return undefined;
  const [, constant, callee = ''] = match;
  if (constant !== undefined) {
    const value = constant === 'true' ? '1' : constant === 'false' ? '0' : constant;
    return { name, does: `always returns ${value}`, answer: value };
  }
  if (callee === SAME_PAGE) return { name, does: 'always returns the same page', answer: callee };
  const other = known.get(callee);
  return other === undefined || other.answer === null ? undefined : { ...other, name };
}
