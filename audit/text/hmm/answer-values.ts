// SPDX-License-Identifier: GPL-2.0-or-later
import { macrosOf } from '../code/macros';
import { calledName } from '../code/nodes';
import { type NumberValue, plainNumber, truthOf } from '../code/number-value';
import type { Node } from '../code/syntax';
import {
  type CodeView,
  type FunctionView,
  homeOf,
  type Located,
  nodesOf,
  oncePer,
} from '../code/view';
import { AssumedRun } from './assumed-run';
import { declaredName, functionNamed } from './functions';
import type { HeldNumbers } from './held-values';
import { isFollowedIn, storePlaces } from './variables';

/** The kernel's own checks of the sequence. */
export const RETRY = /^mmu_interval_(?:read_retry|check_retry)$/;

/** What a check of the sequence returns where nothing was invalidated, and where something was. */
interface AnswerValues {
  readonly fresh: number;
  readonly stale: number;
}

/** A check of the sequence in a function, and what the function does after either answer. */
interface CheckAnswer {
  readonly call: Node;
  readonly values: AnswerValues;
  readonly fresh: AssumedRun;
  readonly stale: AssumedRun;
}

/**
 * What a call of that name returns, if that is the answer and nothing else: of the kernel's check, a macro that stands for
 * it, or a function in sight. One that also faults, maps or counts returns something of its own.
 */
function answerValues(home: CodeView, name: string): AnswerValues | undefined {
  if (RETRY.test(name)) return { fresh: 0, stale: 1 };
  const callee = functionNamed(home, name);
  return callee === undefined ? valuesOfMacro(home, name) : valuesOfFunction(callee);
}

/** `({ …; })` and longer ones are not read. */
const MACRO_LIMIT = 400;

/** Of a macro that stands for nothing but the check, or its opposite. */
function valuesOfMacro(home: CodeView, name: string): AnswerValues | undefined {
  const text = macrosOf(home).get(name)?.replace(/\s+/g, '').slice(0, MACRO_LIMIT) ?? '';
  const [, signs = '', call = ''] = /^([(!]*)(\w+)\(/.exec(text) ?? [];
  if (!RETRY.test(call) || /[|&?]/.test(text.replace(/([(,])&(?!&)/g, '$1'))) return undefined;
  const isStale = signs.split('!').length % 2 === 1;
  return { fresh: Number(!isStale), stale: Number(isStale) };
}

/** Whether a call leads to a function in sight that asks whether the sequence is out of date, and stores nothing. */
export function isNothingElse(fn: FunctionView, call: Node): boolean {
  const callee = functionNamed(homeOf(fn), calledName(call));
  if (callee === undefined || valuesOfFunction(callee) === undefined) return false;
  const calls = nodesOf(callee, 'call_expression').map(({ node }) => calledName(node));
  return (
    calls.every((name) => BESIDE.test(name) || RETRY.test(name)) &&
    nodesOf(callee, 'assignment_expression').every(
      ({ node }) => node.childForFieldName('left')?.type === 'identifier',
    )
  );
}

const known = new WeakMap<FunctionView, AnswerValues | undefined>();
/** Through how many functions that return each other's answer one is followed; what is longer is not read by people either. */
const DEPTH_LIMIT = 100;
let depth = 0;

function valuesOfFunction(fn: FunctionView): AnswerValues | undefined {
  if (known.has(fn)) return known.get(fn);
  if (depth === DEPTH_LIMIT) return undefined;
  // A function that calls itself answers nothing here.
  known.set(fn, undefined);
  depth++;
  const values = returnsAnAnswer(fn) ? valuesReturned(fn) : undefined;
  depth--;
  known.set(fn, values);
  return values;
}

/** What is done around a check and has no result. */
const BESIDE = /lock|^(?:up|down)_(?:read|write)|^(?:un)?likely$|^(?:pr|dev|drm|trace)_|^WARN/;

/** Whether all that a function returns can be an answer: by one expression, or with nothing else done on its ways. */
function returnsAnAnswer(fn: FunctionView): boolean {
  const returned = nodesOf(fn, 'return_statement').filter(({ node }) => node.namedChildren.length);
  if (!fn.whole || returned.length === 0) return false;
  const home = homeOf(fn);
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => calledName(node));
  if (returned.length === 1) return true;
  return calls.every((name) => BESIDE.test(name) || answerValues(home, name) !== undefined);
}

/** What a function answers for ranges that there are: `if (!range) return false;` asks for nothing. */
function valuesReturned(fn: FunctionView): AnswerValues | undefined {
  const given = pointersGiven(fn);
  for (const { call, values } of answersIn(fn)) {
    const returned = (number: number): number | undefined =>
      new AssumedRun(fn, new Map([[call, { number, isAssumed: true }]]), new Map(given)).result
        ?.number;
    const [one, other] = [returned(values.fresh), returned(values.stale)];
    if (one === undefined || other === undefined) continue;
    if ((one === 0) !== (other === 0)) return { fresh: one, stale: other };
  }
  return undefined;
}

/** The parameters that point to something, as what is not NULL. */
const pointersGiven = oncePer((fn: FunctionView): HeldNumbers => {
  const pointers = nodesOf(fn, 'parameter_declaration').filter(
    ({ node }) => node.childForFieldName('declarator')?.type === 'pointer_declarator',
  );
  const names = pointers.map(({ node }) => declaredName(node.childForFieldName('declarator')));
  return new Map(
    names.flatMap((name): [string, NumberValue][] =>
      name !== undefined && isFollowedIn(fn, name) && !storePlaces(fn).has(name)
        ? [[name, plainNumber(1)]]
        : [],
    ),
  );
});

/** Characters that are gone through for the calls of a function: of longer functions with many of them, the first are followed. */
const WORK_LIMIT = 2_000_000;
/** That many are followed however long the function is. */
const FEW = 4;

/** How many calls of a function are followed, each of which takes as long as the function is. */
export const followedIn = oncePer((fn: FunctionView): number => {
  const length = fn.pieces.reduce((sum, { node }) => sum + node.endIndex - node.startIndex, 1);
  return Math.max(FEW, Math.floor(WORK_LIMIT / length));
});

/** A check of the sequence that a function makes; without what follows from it, it is not followed. */
interface Check extends Located {
  readonly answer: CheckAnswer | undefined;
}

const checksIn = oncePer((fn: FunctionView): readonly Check[] => {
  const home = homeOf(fn);
  const checks = nodesOf(fn, 'call_expression').flatMap((place) => {
    const values = answerValues(home, calledName(place.node));
    return values === undefined ? [] : [{ place, values }];
  });
  return checks.map(({ place, values }, at) => {
    const answer = at < followedIn(fn) ? answerOf(fn, place.node, values) : undefined;
    return { ...place, answer };
  });
});

function answerOf(fn: FunctionView, call: Node, values: AnswerValues): CheckAnswer | undefined {
  const assume = (number: number): AssumedRun =>
    new AssumedRun(fn, new Map([[call, { number, isAssumed: true }]]));
  const [fresh, stale] = [assume(values.fresh), assume(values.stale)];
  return fresh.isLost || stale.isLost ? undefined : { call, values, fresh, stale };
}

/** The checks of the sequence that a function makes and that are followed, in the order of the text. */
export const answersIn = oncePer((fn: FunctionView): readonly CheckAnswer[] =>
  checksIn(fn).flatMap(({ answer }) => answer ?? []),
);

/** The checks that are not: the function is too long for all of them, or nested too deeply. */
export function checksNotFollowed(fn: FunctionView): readonly Located[] {
  return checksIn(fn).filter(({ answer }) => answer === undefined);
}

/** Whether an expression is true after either answer; undefined where it can be both. */
export interface TruthByAnswer {
  readonly fresh: boolean | undefined;
  readonly stale: boolean | undefined;
}

/** The truth of an expression after either answer; undefined if it has nothing to do with it, as far as is known. */
export function truthBy({ fresh, stale }: CheckAnswer, node: Node): TruthByAnswer | undefined {
  const [one, other] = [fresh.values.get(node), stale.values.get(node)];
  // Where only one answer leads, the other one has no truth.
  if (one === undefined || other === undefined) return undefined;
  const truth = { fresh: truthOf(one), stale: truthOf(other) };
  if (truth.fresh !== truth.stale) return truth;
  return truth.fresh !== undefined && one.isAssumed && other.isAssumed ? truth : undefined;
}

/** Whether the answer is asked for something that is the same for either, and nothing else depends on it. */
export function isAskedInVain({ fresh, stale }: CheckAnswer): boolean {
  let isAsked = false;
  for (const [node, one] of fresh.ends) {
    const other = stale.ends.get(node);
    if (other === undefined) continue;
    if (one.number !== other.number) return false;
    if (!one.isAssumed && !other.isAssumed) continue;
    if (one.number === undefined) return false;
    isAsked = true;
  }
  return isAsked;
}

/** Where a switch goes after either answer: to a case, or past all of them. */
export interface CasesByAnswer {
  readonly fresh: Node | undefined;
  readonly stale: Node | undefined;
}

/** Where a switch goes after either answer; undefined if it does not depend on it. */
export function casesBy({ fresh, stale }: CheckAnswer, choice: Node): CasesByAnswer | undefined {
  if (!fresh.cases.has(choice) || !stale.cases.has(choice)) return undefined;
  const cases = { fresh: fresh.cases.get(choice), stale: stale.cases.get(choice) };
  return cases.fresh === cases.stale ? undefined : cases;
}
