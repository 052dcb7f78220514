// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './code';
import { STAND_INS } from './options';

/** A name of the stand-in headers that is the same in every scenario, and what it does there. */
export interface FixedCall {
  readonly name: string;
  readonly does: string;
  /** Whether it has an answer, so that one of the ways from a question for it is never taken. */
  readonly answers: boolean;
}

/** What is no function there, and why no run sees whether it is used. */
const FIXED_MACROS: Readonly<Record<string, string>> = {
  barrier: 'orders accesses, of which one thread alone sees nothing',
  READ_ONCE: 'reads what the place alone would give',
  WRITE_ONCE: 'writes as the place alone would',
  EXPORT_SYMBOL: 'exports to no module',
  EXPORT_SYMBOL_GPL: 'exports to no module',
};

/** A function of the glue that gives the same page whatever is asked. */
const SAME_PAGE = 'tree_any_page';

const FUNCTION = /^static inline [\w *]*?\b(\w+)\([^{};]*\)\n\{([^{}]*)\}/gm;
const IGNORES = /^(?:\(void\)\w+|host_step\(\))$/;
const CONSTANT = /^return (?:(false|true|NULL|\d+)|(\w+)\(.*\))$/s;

let found: ReadonlyMap<string, FixedCall> | undefined;

/**
 * The calls of the stand-in headers that do nothing a run could show, or that always give the same answer, by
 * name: read out of the headers, so that none is forgotten.
 */
export function fixedCalls(): ReadonlyMap<string, FixedCall> {
  found ??= read();
  return found;
}

/** Those of the fixed calls that stand in a piece of code, each once. */
export function fixedCallsIn(code: string): readonly FixedCall[] {
  const names = new Set([...code.matchAll(/\b(\w+)\s*\(/g)].map(([, name = '']) => name));
  return [...names].flatMap((name) => fixedCalls().get(name) ?? []);
}

function read(): ReadonlyMap<string, FixedCall> {
  const headers = readdirSync(STAND_INS).filter((name) => name.endsWith('.h'));
  const functions = headers.flatMap((header) => [
    ...codeOf(readFileSync(join(STAND_INS, header), 'utf8')).matchAll(FUNCTION),
  ]);
  const calls = new Map<string, FixedCall>();
  for (const [name, does] of Object.entries(FIXED_MACROS)) {
    calls.set(name, { name, does, answers: false });
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
  known: ReadonlyMap<string, FixedCall>,
): FixedCall | undefined {
  const statements = body.split(';').map((statement) => statement.trim());
  const left = statements.filter((one) => one !== '' && !IGNORES.test(one));
  const [only] = left;
  if (only === undefined) return { name, does: 'does nothing', answers: false };
  const match = left.length === 1 ? CONSTANT.exec(only) : null;
  if (match === null) return undefined;
  const [, constant, callee = ''] = match;
  if (constant !== undefined) {
    const value = constant === 'true' ? '1' : constant === 'false' ? '0' : constant;
    return { name, does: `always returns ${value}`, answers: true };
  }
  if (callee === SAME_PAGE) return { name, does: 'always returns the same page', answers: true };
  const other = known.get(callee);
  return other?.answers === true ? { ...other, name } : undefined;
}
