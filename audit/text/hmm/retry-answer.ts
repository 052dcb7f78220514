// SPDX-License-Identifier: GPL-2.0-or-later
import { type Guard, type Meaning, type NameScope, type Ways, waysOf } from '../code/guards';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, oncePer } from '../code/view';
import {
  answersIn,
  type CasesByAnswer,
  casesBy,
  RETRY,
  type TruthByAnswer,
  truthBy,
} from './answer-values';
import { parametersOf } from './functions';
import { answersRetry } from './reaches';
import { isFollowedIn, isMacroLoop, mentions } from './variables';

/** What is known of the sequence: an invalidation has made it out of date, or none has. */
export type SequenceState = 'stale' | 'fresh';

/** What the sequence is where a condition holds, and where it does not; undefined if it can be either. */
export interface StatesOfSequence {
  readonly yes: SequenceState | undefined;
  readonly no: SequenceState | undefined;
  /** The other conditions that have to hold, too, for either. */
  readonly beside: Readonly<Record<'yes' | 'no', readonly string[]>>;
}

/** Whether a call tells by itself whether the sequence is out of date. */
export function isRetryCall(call: Node): boolean {
  return RETRY.test(calledName(call));
}

/** What a condition of a function says of the sequence; undefined if it does not ask for it. */
export function statesBy(fn: FunctionView, condition: Node): StatesOfSequence | undefined {
  const { yes, no } = waysOf(condition, new StoredAnswers(fn, condition));
  const states = { yes: stateOf(yes), no: stateOf(no) };
  if (states.yes === undefined && states.no === undefined) return undefined;
  const given = givenToChecks(fn);
  const others = (ways: readonly Guard[]): readonly string[] =>
    othersOf(ways).filter((text) => !given.has(text));
  return { ...states, beside: { yes: others(yes), no: others(no) } };
}

/** What the checks of a function are given: `range && is_stale(range)` asks for it only so that there is one. */
const givenToChecks = oncePer(
  (fn: FunctionView): ReadonlySet<string> =>
    new Set(
      answersIn(fn).flatMap(({ call }) =>
        argumentsOf(call).map(({ text }) => text.slice(0, TEXT_LIMIT).replace(/\s+/g, '')),
      ),
    ),
);

const TEXT_LIMIT = 400;

/** Where a switch of a function goes after either answer; undefined if it does not depend on one. */
export function casesOfSequence(fn: FunctionView, choice: Node): CasesByAnswer | undefined {
  for (const answer of answersIn(fn)) {
    const cases = casesBy(answer, choice);
    if (cases !== undefined) return cases;
  }
  return undefined;
}

/** Whether a jump of a function is taken where the sequence is out of date, and only there. */
export function isTakenIfStale(fn: FunctionView, jump: Node): boolean {
  return answersIn(fn).some(({ fresh, stale }) => stale.jumps.has(jump) && !fresh.jumps.has(jump));
}

/** The state that every way of a condition agrees on. */
function stateOf(ways: readonly Guard[]): SequenceState | undefined {
  const states = ways.map((way) =>
    [...way].flatMap(([text, value]) => (isStaleness(text) ? stateOfTruth(value) : [])),
  );
  const [first] = states;
  const [state] = first ?? [];
  return states.every((ofWay) => ofWay.length > 0 && ofWay.every((one) => one === state))
    ? state
    : undefined;
}

function othersOf(ways: readonly Guard[]): readonly string[] {
  return ways.flatMap((way) =>
    [...way].flatMap(([text, value]) => (isStaleness(text) ? [] : [value ? text : `!${text}`])),
  );
}

function stateOfTruth(isStale: boolean): SequenceState {
  return isStale ? 'stale' : 'fresh';
}

/** Under this name the answer of a check stands among conditions, whose texts have no blanks. */
const STALENESS = 'stale by ';

function isStaleness(text: string): boolean {
  return text.startsWith(STALENESS);
}

/** The ways of a condition of which is known what it is after either answer; of another way its text says the rest. */
function waysByAnswer(staleness: string, { fresh, stale }: TruthByAnswer, text: string): Ways {
  const outcome = (truth: boolean): readonly Guard[] =>
    [fresh, stale].flatMap((known, at): Guard[] => {
      if (known === !truth) return [];
      const rest: readonly [string, boolean][] = known === undefined ? [[text, truth]] : [];
      return [new Map([[staleness, at === 1], ...rest])];
    });
  return { yes: outcome(true), no: outcome(false) };
}

/** How far before a condition the store of a variable is looked for. */
const SIBLING_LIMIT = 6;

/** The variables that stand for what was stored in them last, right before a condition, or once in the function. */
class StoredAnswers implements NameScope {
  constructor(
    private readonly fn: FunctionView,
    private readonly at: Node,
  ) {}

  ways(node: Node): Ways | undefined {
    for (const answer of answersIn(this.fn)) {
      const truth = truthBy(answer, node);
      if (truth === undefined) continue;
      const isSure = truth.fresh !== undefined && truth.stale !== undefined;
      // What it is made of tells more.
      if (!isSure && (node.type !== 'identifier' || this.meaning(node.text) !== undefined))
        continue;
      return waysByAnswer(STALENESS + answer.call.text, truth, node.text);
    }
    return undefined;
  }

  meaning(name: string): Meaning | undefined {
    if (!isFollowedIn(this.fn, name)) return undefined;
    const node = this.storedBefore(name) ?? storedOnce(this.fn).get(name);
    if (node === undefined || mentions(node, name)) return undefined;
    // What another call gives says nothing of the sequence, and its variable's name is shorter.
    const calls = node.descendantsOfType('call_expression');
    const isOther = calls.some((call) => !answersRetry(homeOf(this.fn), call));
    return isOther ? undefined : { node, scope: new StoredAnswers(this.fn, node) };
  }

  private storedBefore(name: string): Node | undefined {
    let inner = this.at;
    for (let one = this.at.parent; one !== null; inner = one, one = one.parent) {
      if (one.type === 'function_definition' || /^(while|do|for)_statement$/.test(one.type)) return;
      if (one.type !== 'compound_statement') continue;
      const at = one.namedChildren.indexOf(inner);
      const before = one.namedChildren.slice(Math.max(0, at - SIBLING_LIMIT), at).reverse();
      for (const sibling of before) {
        const stores = storesIn(sibling).filter(({ target }) => target === name);
        if (stores.length === 0) continue;
        if (isLoop(sibling)) return gatheredIn(sibling, name);
        const isPlain = /^(expression_statement|declaration)$/.test(sibling.type);
        return isPlain && stores.length === 1 ? stores[0]?.value : undefined;
      }
      // What is stored further out may be stored anew in between.
      return undefined;
    }
    return undefined;
  }
}

function isLoop(node: Node): boolean {
  return /^(?:while|do|for)_statement$/.test(node.type) || isMacroLoop(node);
}

/** What a loop gathers in a variable by its only store to it: of one range it is what its answer says. */
function gatheredIn(loop: Node, name: string): Node | undefined {
  const [store, another] = loop
    .descendantsOfType(['assignment_expression', 'update_expression'])
    .filter((one) => (one.childForFieldName('left') ?? one.namedChildren[0])?.text === name);
  const isGathering = /^[|&]=$/.test(store?.childForFieldName('operator')?.text ?? '');
  return another === undefined && isGathering
    ? (store?.childForFieldName('right') ?? undefined)
    : undefined;
}

interface Store {
  readonly target: string;
  /** undefined if it changes what was there. */
  readonly value: Node | undefined;
}

function storesIn(node: Node): readonly Store[] {
  return node
    .descendantsOfType(['assignment_expression', 'init_declarator', 'update_expression'])
    .flatMap((one): Store[] => {
      const target =
        one.childForFieldName('left') ??
        one.childForFieldName('declarator') ??
        one.childForFieldName('argument');
      if (target?.type !== 'identifier') return [];
      const value = one.childForFieldName('right') ?? one.childForFieldName('value');
      const isSet = /^=?$/.test(one.childForFieldName('operator')?.text ?? '');
      return [{ target: target.text, value: isSet ? (value ?? undefined) : undefined }];
    });
}

const storedOnce = oncePer((fn: FunctionView): ReadonlyMap<string, Node> => {
  // A parameter has another value before.
  const given = parametersOf(fn).map((name): [string, undefined] => [name, undefined]);
  const found = new Map<string, Node | undefined>(given);
  for (const { node } of fn.pieces) {
    for (const { target, value } of storesIn(node)) {
      found.set(target, found.has(target) ? undefined : value);
    }
  }
  return new Map([...found].flatMap(([name, node]) => (node === undefined ? [] : [[name, node]])));
});
