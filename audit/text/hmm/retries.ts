// SPDX-License-Identifier: GPL-2.0-or-later

import { labelsOf } from '../code/labels';
import { allEnclosing, calledName, enclosing, LOOPS, variableOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, homeOf, oncePer } from '../code/view';
import { meaningOf } from './conditions';
import { isTakenIfStale, statesBy } from './retry-answer';

/** A way back to the range fault. */
export interface CodeRetry {
  /** What decides it: an `if`, a `case`, a jump, or a loop's condition. */
  readonly node: Node;
  readonly cause: 'busy' | 'stale';
  /** Where it leads back to; undefined if that is out of sight. */
  readonly from: number | undefined;
  /** What runs from the decision to the next attempt, beside what stands before the call. */
  readonly rest: Pick<Node, 'startIndex' | 'endIndex'>;
}

/** The ways back to a call, and where the code begins that runs again; undefined if it is out of sight. */
interface WaysBack {
  readonly from: number | undefined;
  readonly retries: readonly CodeRetry[];
}

/** Every way back to a call: jumps, the condition of its loop, and the end of the loop's body. */
export function waysBack(piece: CodePiece, call: Node): WaysBack {
  const loop = enclosing(call, ...LOOPS);
  const backwards = jumpsOf(piece).filter(
    (jump) => jump.node.startIndex > call.endIndex && leadsBack(piece, call, loop, jump),
  );
  const retries: CodeRetry[] = backwards.flatMap(({ cause }) => cause ?? []);
  const round = loop === undefined ? undefined : nextRound(piece, call, loop);
  // A loop that a jump leads round is one way back, not two.
  if (round !== undefined && !retries.some((one) => isSameWay(one, round))) retries.push(round);
  const starts = backwards.flatMap(({ label }) => label?.startIndex ?? []);
  return { from: loop?.startIndex ?? starts.at(0), retries };
}

function isSameWay(one: CodeRetry, other: CodeRetry): boolean {
  return one.from === other.from && one.cause === other.cause && one.node.type !== 'goto_statement';
}

/** A jump, the loop that it stands in, and the label that it names, if they are in sight. */
interface Jump {
  readonly node: Node;
  readonly loop: Node | undefined;
  readonly label: Node | undefined;
  readonly cause: CodeRetry | undefined;
}

/** Found once a piece: a function can have thousands of jumps, and as many calls. */
const jumpsOf = oncePer((piece: CodePiece): readonly Jump[] => {
  const labels = labelsOf(piece);
  return piece.node.descendantsOfType(JUMPS).flatMap((node) => {
    const loop = enclosing(node, ...LOOPS);
    // A function that calls itself begins anew.
    const again = node.type === 'call_expression' ? bodyOf(piece, node) : undefined;
    if (node.type === 'call_expression' && again === undefined) return [];
    const label = again ?? labels.get(node.childForFieldName('label')?.text ?? '');
    return [{ node, loop, label, cause: causeOf(piece, node, loop, label) }];
  });
});

const JUMPS = ['continue_statement', 'goto_statement', 'call_expression'];

/** The body of the function, if a call is one of the function itself whose result it returns. */
function bodyOf(piece: CodePiece, call: Node): Node | undefined {
  const isOwn = calledName(call) === piece.fn().name && calledName(call) !== '';
  if (!isOwn || enclosing(call, 'return_statement') === undefined) return undefined;
  return piece.node.childForFieldName('body') ?? undefined;
}

function leadsBack(piece: CodePiece, call: Node, loop: Node | undefined, jump: Jump): boolean {
  if (jump.node.type === 'continue_statement') {
    // Without a loop in sight, its head is cut off, and `continue` shows that there is one.
    return jump.loop === undefined ? loop === undefined : jump.loop.id === loop?.id;
  }
  if (jump.label !== undefined) return jump.label.startIndex <= call.startIndex;
  return piece.fragment.headless && /again|retry|repeat/i.test(jump.node.text);
}

/** Why a jump is taken: the decisions around it say, or what leaves the function before it. */
function causeOf(
  piece: CodePiece,
  jump: Node,
  loop: Node | undefined,
  label: Node | undefined,
): CodeRetry | undefined {
  const from = jump.type === 'continue_statement' ? loop?.startIndex : label?.startIndex;
  const around = allEnclosing(jump, ...CHOICES);
  for (const node of around) {
    const cause = node.type === 'case_statement' ? causeOfCase(node) : causeOfIf(piece, node, jump);
    if (cause !== undefined) return { node, cause, from, rest: node };
  }
  // What is decided around the jump, as by a limit, may stand after what leaves it one cause.
  for (const node of [jump, ...around]) {
    for (const one of siblingsBefore(node)) {
      const cause = leavesUnless(piece, one);
      if (cause !== undefined) return { node: jump, cause, from, rest: node };
    }
  }
  return isTakenIfStale(piece.fn(), jump)
    ? { node: jump, cause: 'stale', from, rest: jump }
    : undefined;
}

const CHOICES = ['if_statement', 'case_statement', 'conditional_expression'];

/** How far before a jump a decision is looked for that leaves it only one cause. */
const SIBLING_LIMIT = 6;

function siblingsBefore(node: Node): readonly Node[] {
  const siblings = node.parent?.namedChildren ?? [];
  const at = siblings.indexOf(node);
  return siblings.slice(Math.max(0, at - SIBLING_LIMIT), Math.max(0, at));
}

function causeOfCase(label: Node): CodeRetry['cause'] | undefined {
  return /\bE(BUSY|AGAIN)\b/.test(label.childForFieldName('value')?.text ?? '')
    ? 'busy'
    : undefined;
}

function causeOfIf(piece: CodePiece, decision: Node, jump: Node): CodeRetry['cause'] | undefined {
  const condition = decision.childForFieldName('condition');
  const other = decision.childForFieldName('alternative');
  if (condition === null) return undefined;
  const isOther = other !== null && other.startIndex <= jump.startIndex;
  return isOther ? causeUnless(piece, condition) : causeIn(piece, condition);
}

const BUSY = /-\s{0,9}E(BUSY|AGAIN)\b/;
const NOT_BUSY = /!=\s{0,9}-\s{0,9}E(BUSY|AGAIN)\b/;

/** What a condition that leads back tells apart; a wrapper may say -EAGAIN for either. */
function causeIn(piece: CodePiece, condition: Node): CodeRetry['cause'] | undefined {
  const text = meaningOf(homeOf(piece.fn()), piece, condition);
  if (BUSY.test(text) && !NOT_BUSY.test(text)) return 'busy';
  if (!text.includes('mmu_interval_read_retry')) return undefined;
  return statesBy(piece.fn(), condition)?.yes === 'fresh' ? undefined : 'stale';
}

/** What is so where a condition does not hold: `err != -EBUSY`, `!mmu_interval_read_retry(…)`. */
function causeUnless(piece: CodePiece, condition: Node): CodeRetry['cause'] | undefined {
  const text = meaningOf(homeOf(piece.fn()), piece, condition);
  // Beside another condition it may fail for that one's sake.
  if (NOT_BUSY.test(text) && !text.includes('&&')) return 'busy';
  const isAsked = text.includes('mmu_interval_read_retry');
  return isAsked && statesBy(piece.fn(), condition)?.no === 'stale' ? 'stale' : undefined;
}

/** What goes on after a decision that leaves the attempts in every other case. */
function leavesUnless(piece: CodePiece, node: Node): CodeRetry['cause'] | undefined {
  if (node.type !== 'if_statement') return undefined;
  const condition = node.childForFieldName('condition');
  const branch = node.childForFieldName('consequence');
  const other = node.childForFieldName('alternative');
  if (condition === null || branch === null) return undefined;
  if (other === null) return leaves(branch) ? causeUnless(piece, condition) : undefined;
  const last = other.type === 'else_clause' ? (other.namedChildren[0] ?? other) : other;
  return leaves(last) && !leaves(branch) ? causeIn(piece, condition) : undefined;
}

/** Whether a branch ends by leaving the loop or the function. */
function leaves(branch: Node): boolean {
  const last = branch.type === 'compound_statement' ? branch.namedChildren.at(-1) : branch;
  return /^(break|return|goto)_statement$/.test(last?.type ?? '');
}

/** The way back at the end of the loop's body: its condition, or what did not leave it before. */
function nextRound(piece: CodePiece, call: Node, loop: Node): CodeRetry | undefined {
  const from = loop.startIndex;
  const rest = { startIndex: call.endIndex, endIndex: loop.endIndex };
  const condition = loop.childForFieldName('condition');
  if (condition !== null) {
    const cause = causeIn(piece, condition) ?? (isResultOf(call, condition) ? 'busy' : undefined);
    if (cause !== undefined) return { node: condition, cause, from, rest };
  }
  const variable = variableOf(call);
  for (const { node, cause, success } of decisionsOf(piece).get(loop.id) ?? []) {
    if (node.startIndex < call.startIndex) continue;
    const all = success !== undefined && success === variable && isEndless(loop);
    if (cause !== undefined || all) return { node, cause: cause ?? 'busy', from, rest };
  }
  return undefined;
}

/** A decision in a loop's body: why the loop goes on, or the variable whose 0 leaves it. */
interface Decision {
  readonly node: Node;
  readonly cause: CodeRetry['cause'] | undefined;
  readonly success: string | undefined;
}

/** Found once a piece, by the number of the inmost loop: a loop can have thousands, and as many calls. */
const decisionsOf = oncePer((piece: CodePiece): ReadonlyMap<number, readonly Decision[]> => {
  const found = new Map<number, Decision[]>();
  for (const node of piece.node.descendantsOfType(['if_statement', 'case_statement'])) {
    const loop = enclosing(node, ...LOOPS);
    const isIf = node.type === 'if_statement';
    const cause = isIf ? leavesUnless(piece, node) : breaksSwitch(node);
    const success = isIf ? leavesOnSuccess(node) : undefined;
    if (loop === undefined || (cause === undefined && success === undefined)) continue;
    const list = found.get(loop.id) ?? [];
    list.push({ node, cause, success });
    found.set(loop.id, list);
  }
  return found;
});

/** `case -EBUSY: break;` ends the switch, and the loop goes on. */
function breaksSwitch(label: Node): CodeRetry['cause'] | undefined {
  return label.namedChildren.at(-1)?.type === 'break_statement' ? causeOfCase(label) : undefined;
}

/** `err` of `if (!err) break;`, if nothing after it leaves the loop: all that fails is tried again. */
function leavesOnSuccess(node: Node): string | undefined {
  const branch = node.childForFieldName('consequence');
  if (branch === null || !leaves(branch)) return undefined;
  const condition = (node.childForFieldName('condition')?.text ?? '').replace(/\s+/g, '');
  const siblings = node.parent?.namedChildren ?? [];
  const after = siblings.slice(siblings.indexOf(node) + 1);
  if (after.some(({ type }) => type !== 'expression_statement')) return undefined;
  return /^\((?:likely\()?(?:!(\w+)|(\w+)==0)\)?\)$/.exec(condition)?.slice(1).find(Boolean);
}

function isEndless(loop: Node): boolean {
  const condition = loop.childForFieldName('condition');
  return condition === null || /^\(?\s{0,9}(1|true)\s{0,9}\)?$/.test(condition.text);
}

/** `while (err)`: whatever has failed is tried again. */
function isResultOf(call: Node, condition: Node): boolean {
  const variable = variableOf(call);
  const text = condition.text.replace(/\s+/g, '');
  return variable !== undefined && [`(${variable})`, `(${variable}!=0)`].includes(text);
}
