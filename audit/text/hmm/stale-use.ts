// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf } from '../code/view';
import { functionNamed } from './functions';
import { doesNothing } from './gives-up';
import { callTakes } from './reaches';
import { casesOfSequence, statesBy } from './retry-answer';
import { nodesOnWay } from './ways';

/** How sure it is that entries are used only where the sequence is stale: in a helper, the caller may have its reasons. */
type OnlyStale = 'sure' | 'likely';

/**
 * Whether what follows from a decision uses the entries of a range fault where the sequence is out of date, and does
 * nothing with them where it is not: `if (mmu_interval_read_retry(…)) map();`, and the same by early return or jump.
 */
export function usedOnlyStale(fn: FunctionView, decision: Node): OnlyStale | undefined {
  const branches = fn.whole ? branchesBy(fn, decision) : undefined;
  if (branches === undefined) return undefined;
  const after = nodesOnWay(fn, decision, branches.stale, (node) => endsUse(fn, node));
  if (after === undefined || !after.some((node) => callsIn(node).some((call) => isUse(fn, call))))
    return undefined;
  if (!isIdleWay(fn, decision, branches.other)) return undefined;
  const before = callsBefore(fn, decision);
  const fault = before.findLastIndex((call) => callTakes(homeOf(fn), call, 'fault'));
  // What was used before the question is taken back or made good where it was stale.
  if (before.slice(fault + 1).some((call) => isUse(fn, call))) return undefined;
  return fault < 0 ? 'likely' : 'sure';
}

/** Where a decision leads if the sequence is out of date, and else; undefined stands for past all of its branches. */
interface Branches {
  readonly stale: Node | undefined;
  readonly other: Node | undefined;
}

function branchesBy(fn: FunctionView, decision: Node): Branches | undefined {
  if (decision.type === 'switch_statement') {
    const cases = casesOfSequence(fn, decision);
    return cases === undefined ? undefined : { stale: cases.stale, other: cases.fresh };
  }
  const condition = decision.childForFieldName('condition') ?? decision.childForFieldName('left');
  const states = condition === null ? undefined : statesBy(fn, condition);
  const [yes, no] = branchesOf(decision);
  if (states?.yes === 'stale') return { stale: yes, other: no };
  return states?.no === 'stale' ? { stale: no, other: yes } : undefined;
}

/** What runs where a decision comes out true, and where it does not. */
function branchesOf(decision: Node): readonly [Node | undefined, Node | undefined] {
  const field = (name: string): Node | undefined => decision.childForFieldName(name) ?? undefined;
  if (decision.type !== 'binary_expression') {
    return [field('consequence') ?? field('body'), field('alternative')];
  }
  // `stale && map()` runs its right side in one of both ways.
  const right = field('right');
  return field('operator')?.text === '&&' ? [right, undefined] : [undefined, right];
}

function callsBefore(fn: FunctionView, { startIndex }: Node): readonly Node[] {
  const calls = nodesOf(fn, 'call_expression').map(({ node }) => node);
  return calls.filter(({ endIndex }) => endIndex < startIndex);
}

/** Whether one way does nothing with entries; it is followed no further than to what does. */
function isIdleWay(fn: FunctionView, decision: Node, branch: Node | undefined): boolean {
  let idle = true;
  const nodes = nodesOnWay(fn, decision, branch, (node) => {
    idle &&= isIdle(node);
    return !idle;
  });
  return idle && (nodes?.every(isIdle) ?? false);
}

/** What comes after another range fault, another sequence or another look at this one is no use of stale entries. */
function endsUse(fn: FunctionView, node: Node): boolean {
  return callsIn(node).some((call) =>
    (['fault', 'begin', 'retry'] as const).some((step) => callTakes(homeOf(fn), call, step)),
  );
}

function callsIn(node: Node): readonly Node[] {
  const inner = node.descendantsOfType('call_expression');
  return node.type === 'call_expression' ? [node, ...inner] : inner;
}

/** The last name of what is called: `map` of `own->ops->map(…)`. */
function lastName(call: Node): string {
  return /(?<!\w)\w+$/.exec(call.childForFieldName('function')?.text ?? '')?.[0] ?? '';
}

/** Verbs of what a driver does with the pages that it was given. */
const USES = /(?:^|_)(?:map|program|install|populate)(?:_|\d|$)/;
/** Verbs that say so only of entries. */
const USES_ENTRIES =
  /(?:^|_)(?:bind|insert|commit|dma|fill|update|write|copy|load|enter)(?:_|\d|$)/;
/** What takes back, puts off or tells. */
const OTHERWISE =
  /un(?:map|bind|pin|install|populate)|(?:^|_)(?:re?queue|queue|schedule|mark|clear|cancel|drop|destroy|undo|revert|wait|inval\w*|again|retry|user|free|put|release|print|warn|debug|err|error|trace|stale|zap|abort|fail|dummy|scratch|zero)(?:_|$)/;

/** Whether a call takes back, puts off or tells, by its name. */
export function takesBack(call: Node): boolean {
  return OTHERWISE.test(lastName(call));
}

/** Whether a call does what a driver does with the entries of a range fault. */
export function isUse(fn: FunctionView, call: Node): boolean {
  const name = lastName(call);
  if (isEntryName(name)) return true;
  if (takesBack(call)) return false;
  if (USES.test(name)) return true;
  if (argumentsOf(call).some(({ text }) => /\bhmm_pfns\s?\[/.test(text))) return true;
  const isGiven = argumentsOf(call).some(({ text }) => /range|pfns|entries|pages\b/.test(text));
  return isGiven && (USES_ENTRIES.test(name) || readsEntries(fn, name));
}

function isEntryName(name: string): boolean {
  return /^hmm_(?:pfn|device_entry)_to_\w+$/.test(name);
}

/** Whether a function of the same program turns entries into pages. */
function readsEntries(fn: FunctionView, name: string): boolean {
  const callee = functionNamed(homeOf(fn), name);
  if (callee === undefined) return false;
  return nodesOf(callee, 'call_expression').some(({ node }) => isEntryName(lastName(node)));
}

/** Whether what runs has nothing to do with entries: it unlocks, frees, tells, returns, or notes in a variable. */
function isIdle(node: Node): boolean {
  if (node.type === 'conditional_expression' || node.type === 'asm_statement') return false;
  const stores = node.descendantsOfType('assignment_expression');
  const isPlain = stores.every((one) => one.childForFieldName('left')?.type === 'identifier');
  const isRead = node.descendantsOfType('subscript_expression').length > 0;
  return isPlain && !isRead && callsIn(node).every((call) => doesNothing(lastName(call)));
}
