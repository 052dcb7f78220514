// SPDX-License-Identifier: GPL-2.0-or-later
import { codeStatementsOf, type Token } from '../sources/code-statements';
import { type PlacedCall, placedCallsIn, withoutFixedCalls } from '../sources/fixed-calls';

/** A changed statement with a call that is the same in every scenario, whatever becomes of it. */
export interface UnjudgedLine {
  readonly path: string;
  /** In which of the trees it stands. */
  readonly in: 'before' | 'after';
  /** Where the statement begins. */
  readonly line: number;
  /** The lines of the statement, as one. */
  readonly text: string;
  /** What of it no run judges: all that changed, or only the call, as something else changed that a run may show. */
  readonly what: 'line' | 'call';
  /** Of each such call, what it does here. */
  readonly why: string;
}

/** The lines of a file without comments, and the numbers of those that differ from the other tree. */
interface ChangedCode {
  readonly code: readonly string[];
  readonly changed: ReadonlySet<number>;
}

/** What no run judges of what changed in a file. */
export function unjudgedLines(
  path: string,
  before: ChangedCode,
  after: ChangedCode,
): readonly UnjudgedLine[] {
  const [removed, added] = [changedStatements(before), changedStatements(after)];
  return [
    ...unjudgedOf(removed, added, before).map((one) => ({ path, in: 'before' as const, ...one })),
    ...unjudgedOf(added, removed, after).map((one) => ({ path, in: 'after' as const, ...one })),
  ];
}

/** The statements with a token in a changed line. */
function changedStatements({ code, changed }: ChangedCode): readonly (readonly Token[])[] {
  if (changed.size === 0) return [];
  return codeStatementsOf(code).filter((tokens) => isIn(tokens, changed));
}

/** Those of the changed statements with fixed calls that are not among the others: what only moved, is the same. */
function unjudgedOf(
  statements: readonly (readonly Token[])[],
  others: readonly (readonly Token[])[],
  { code, changed }: ChangedCode,
): readonly Omit<UnjudgedLine, 'path' | 'in'>[] {
  const left = others.map(textOf);
  const leftCalls = others.flatMap(placedCallsIn).map(({ tokens }) => textOf(tokens));
  const bare = new Set(others.map(withoutFixedCalls));
  return statements.flatMap((tokens) => {
    const isSame = takeOut(left, textOf(tokens));
    const calls = placedCallsIn(tokens).filter((one) => !isCarried(one, changed, leftCalls));
    if (isSame || calls.length === 0) return [];
    const without = withoutFixedCalls(tokens);
    const what = bare.has(without) || isNothing(without) ? 'line' : 'call';
    const whys = calls.map(({ call: { name, does } }) => `${name}() ${does}`);
    const [line, last] = [tokens[0]?.line ?? 1, tokens.at(-1)?.line];
    const text = code.slice(line - 1, last).map((one) => one.trim());
    return [{ line, text: text.join(' '), what, why: [...new Set(whys)].join(', ') }];
  });
}

/**
 * Whether a call is as it was, in a statement that changed beside it. One that answers decides what of the rest
 * is run, and so is never taken for that.
 */
function isCarried(
  { call, tokens }: PlacedCall,
  changed: ReadonlySet<number>,
  others: string[],
): boolean {
  const isThere = takeOut(others, textOf(tokens));
  return call.answer === null && (isThere || !isIn(tokens, changed));
}

/** Nothing but signs. */
const EMPTY = /^[;{} ]*$/;
/** A way that is never taken. */
const NEVER = /^(?:else )?(?:if|while) \( (?:(?:un)?likely \( (?:0|NULL|! 1) \)|(?:0|NULL|! 1)) \)/;
/** The head of one that always is. */
const ALWAYS = /^if \( (?:1|! 0) \) \{$/;

/** Whether code neither decides nor does anything. */
function isNothing(without: string): boolean {
  return [EMPTY, NEVER, ALWAYS].some((kind) => kind.test(without));
}

function isIn(tokens: readonly Token[], lines: ReadonlySet<number>): boolean {
  return tokens.some(({ line }) => lines.has(line));
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

/** Takes a text out of a list, once, if it is there. */
function takeOut(texts: string[], text: string): boolean {
  const at = texts.indexOf(text);
  if (at >= 0) texts.splice(at, 1);
  return at >= 0;
}
