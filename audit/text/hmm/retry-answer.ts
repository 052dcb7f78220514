// SPDX-License-Identifier: GPL-2.0-or-later
import { type Guard, type Meaning, type NameScope, waysOf } from '../code/guards';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesOf, oncePer } from '../code/view';
import { macrosOf } from './conditions';
import { functionNamed } from './functions';
import { answersRetry } from './reaches';

/** What is known of the sequence: an invalidation has made it out of date, or none has. */
export type SequenceState = 'stale' | 'fresh';

/** What the sequence is where a condition holds, and where it does not; undefined if it can be either. */
export interface StatesOfSequence {
  readonly yes: SequenceState | undefined;
  readonly no: SequenceState | undefined;
  /** The other conditions that have to hold, too, for either. */
  readonly beside: Readonly<Record<'yes' | 'no', readonly string[]>>;
}

const RETRY = /^mmu_interval_(?:read_retry|check_retry)$/;

/** Whether a call tells by itself whether the sequence is out of date. */
export function isRetryCall(call: Node): boolean {
  return RETRY.test(calledName(call));
}

/**
 * Whether what a call returns is the answer and nothing else. A function that also faults, maps or counts returns
 * something of its own, whatever it does where the sequence is out of date.
 */
export function isAnswer(home: CodeView, call: Node): boolean {
  return meaningOfName(home, calledName(call)) !== undefined;
}

/** Whether what a call returns is true or false, and no error code: as the check itself does, or a function that is `bool`. */
export function isTruth(home: CodeView, call: Node): boolean {
  return isTruthName(home, calledName(call));
}

function isTruthName(home: CodeView, name: string): boolean {
  const pieces = functionNamed(home, name)?.pieces ?? [];
  const types = pieces.map(({ node }) => node.childForFieldName('type')?.text);
  return RETRY.test(name) || types.includes('bool');
}

/** What a condition of a function says of the sequence; undefined if it does not ask for it. */
export function statesBy(fn: FunctionView, condition: Node): StatesOfSequence | undefined {
  const home = homeOf(fn);
  const { yes, no } = waysOf(condition, new StoredAnswers(fn, condition));
  const states = { yes: stateOf(home, yes), no: stateOf(home, no) };
  if (states.yes === undefined && states.no === undefined) return undefined;
  return { ...states, beside: { yes: othersOf(home, yes), no: othersOf(home, no) } };
}

/** The state that every way of a condition agrees on. */
function stateOf(home: CodeView, ways: readonly Guard[]): SequenceState | undefined {
  const states = ways.map((way) =>
    [...way].flatMap(([text, value]) => stateByText(home, text, value) ?? []),
  );
  const [first] = states;
  const [state] = first ?? [];
  return states.every((ofWay) => ofWay.length > 0 && ofWay.every((one) => one === state))
    ? state
    : undefined;
}

function othersOf(home: CodeView, ways: readonly Guard[]): readonly string[] {
  return ways.flatMap((way) =>
    [...way].flatMap(([text, value]) =>
      stateByText(home, text, value) === undefined ? [value ? text : `!${text}`] : [],
    ),
  );
}

/** What the truth of a call, as text, says of the sequence. */
function stateByText(home: CodeView, text: string, value: boolean): SequenceState | undefined {
  const name = callIn(text);
  const meant = name === undefined ? meaningOfComparison(home, text) : meaningOfName(home, name);
  return meant === undefined || value ? meant : opposite(meant);
}

/** What it means if a truth is 1, above 0 or below 1, as {@link waysOf} spells that. */
function meaningOfComparison(home: CodeView, text: string): SequenceState | undefined {
  const [, above, one, below] = /^(?:0<(.+)|(.+)==1|(.+)<1)$/.exec(text) ?? [];
  const name = callIn(above ?? one ?? below ?? '');
  if (name === undefined || !isTruthName(home, name)) return undefined;
  const meant = meaningOfName(home, name);
  return meant === undefined || below === undefined ? meant : opposite(meant);
}

/** What it means if a call of that name returns true. */
function meaningOfName(home: CodeView, name: string): SequenceState | undefined {
  if (RETRY.test(name)) return 'stale';
  const callee = functionNamed(home, name);
  return callee === undefined ? meaningOfMacro(home, name) : meaningOfTrue(callee);
}

/** The name of the call that a text is, without anything after it. */
function callIn(text: string): string | undefined {
  const name = /^(\w+)\(/.exec(text)?.[1];
  if (name === undefined) return undefined;
  let depth = 0;
  for (let at = name.length; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at === text.length - 1 ? name : undefined;
  }
  return undefined;
}

function opposite(state: SequenceState): SequenceState {
  return state === 'stale' ? 'fresh' : 'stale';
}

/** What it means if a macro is true that stands for nothing but the check, or its opposite. */
function meaningOfMacro(home: CodeView, name: string): SequenceState | undefined {
  const text = macrosOf(home).get(name)?.replace(/\s+/g, '').slice(0, 400) ?? '';
  const [, signs = '', call = ''] = /^([(!]*)(\w+)\(/.exec(text) ?? [];
  if (!RETRY.test(call) || /[|&?]/.test(text.replace(/([(,])&(?!&)/g, '$1'))) return undefined;
  return signs.split('!').length % 2 === 1 ? 'stale' : 'fresh';
}

const meant = new WeakMap<FunctionView, SequenceState | undefined>();
/** Through how many functions that return each other's answer one is followed; what is longer is not read by people either. */
const DEPTH_LIMIT = 100;
let depth = 0;

/** What it means if a function returns true: of one that returns nothing but an answer. */
function meaningOfTrue(fn: FunctionView): SequenceState | undefined {
  if (meant.has(fn)) return meant.get(fn);
  if (depth === DEPTH_LIMIT) return undefined;
  // A function that calls itself answers nothing here.
  meant.set(fn, undefined);
  const returned = nodesOf(fn, 'return_statement').flatMap(({ node }) => node.namedChildren);
  const [value] = returned;
  const asked = value === undefined || returned.length > 1 || !fn.whole ? undefined : value;
  depth++;
  const answer = asked === undefined ? undefined : meaningIfTrue(fn, asked);
  depth--;
  meant.set(fn, answer);
  return answer;
}

/** `!retry`, `retry ? -EAGAIN : 0`: what the sequence is if the expression is not 0. */
function meaningIfTrue(fn: FunctionView, value: Node): SequenceState | undefined {
  const condition = value.childForFieldName('condition');
  if (value.type !== 'conditional_expression' || condition === null) {
    const { yes, no } = statesBy(fn, value) ?? {};
    return yes !== undefined && no === opposite(yes) ? yes : undefined;
  }
  const isZero = (field: string): boolean =>
    /^(?:0|false|NULL)$/.test(value.childForFieldName(field)?.text ?? '');
  const [first, second] = [isZero('consequence'), isZero('alternative')];
  const { yes, no } = statesBy(fn, condition) ?? {};
  if (first === second || yes === undefined || no !== opposite(yes)) return undefined;
  return second ? yes : no;
}

/** How far before a condition the store of a variable is looked for. */
const SIBLING_LIMIT = 6;

/** The variables that stand for what was stored in them last, right before a condition, or once in the function. */
class StoredAnswers implements NameScope {
  constructor(
    private readonly fn: FunctionView,
    private readonly at: Node,
  ) {}

  meaning(name: string): Meaning | undefined {
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
        const isPlain = /^(expression_statement|declaration)$/.test(sibling.type);
        return isPlain && stores.length === 1 ? stores[0]?.value : undefined;
      }
      // What is stored further out may be stored anew in between.
      return undefined;
    }
    return undefined;
  }
}

function mentions(node: Node, name: string): boolean {
  return node.descendantsOfType('identifier').some(({ text }) => text === name);
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
  const found = new Map<string, Node | undefined>();
  for (const { node } of fn.pieces) {
    for (const { target, value } of storesIn(node)) {
      found.set(target, found.has(target) ? undefined : value);
    }
  }
  return new Map([...found].flatMap(([name, node]) => (node === undefined ? [] : [[name, node]])));
});
