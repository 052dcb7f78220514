// SPDX-License-Identifier: GPL-2.0-or-later

import { allEnclosing, argumentsOf, calledName, enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, type Located, nodesOf, oncePer } from '../code/view';
import { objectOf } from './ranges';

/** A way back to the range fault; `node` is the `if` that decides it, or a loop's condition. */
export interface CodeRetry {
  readonly node: Node;
  readonly cause: 'busy' | 'stale';
}

/** A call of the range fault and what leads back to it. */
export interface CodeAttempt {
  readonly piece: CodePiece;
  readonly call: Node;
  /** The range that is faulted, as `objectOf` names it; undefined if it has no name. */
  readonly base: string | undefined;
  /** Where the code begins that runs again before the call; undefined if it is out of sight. */
  readonly from: number | undefined;
  readonly retries: readonly CodeRetry[];
}

export function isRangeFault(node: Node): boolean {
  return calledName(node) === 'hmm_range_fault';
}

/** The range that a call faults, as `objectOf` names it; undefined if it has no name. */
export function rangeOf(call: Node): string | undefined {
  const [range] = argumentsOf(call);
  return range === undefined ? undefined : objectOf(range);
}

export function rangeFaults(fn: FunctionView): Located[] {
  return nodesOf(fn, 'call_expression').filter(({ node }) => isRangeFault(node));
}

/** The attempts of a function, whether a loop repeats them or a label and a goto. */
export const attemptsOf = oncePer((fn: FunctionView): readonly CodeAttempt[] =>
  fn.pieces.flatMap(attemptsIn),
);

function attemptsIn(piece: CodePiece): CodeAttempt[] {
  const calls = piece.node.descendantsOfType('call_expression').filter(isRangeFault);
  if (calls.length === 0) return [];
  const jumps = jumpsOf(piece);
  return calls.map((call) => attemptOf(piece, jumps, call));
}

/** A jump, the loop that it stands in, and the label that it names, if they are in sight. */
interface Jump {
  readonly node: Node;
  readonly loop: Node | undefined;
  readonly label: Node | undefined;
}

/** Found once a piece: a function can have thousands of jumps, and as many calls. */
function jumpsOf({ node }: CodePiece): readonly Jump[] {
  const labels = new Map<string, Node>();
  for (const label of node.descendantsOfType('labeled_statement')) {
    const name = label.childForFieldName('label')?.text ?? '';
    if (!labels.has(name)) labels.set(name, label);
  }
  return node.descendantsOfType(['continue_statement', 'goto_statement']).map((jump) => ({
    node: jump,
    loop: enclosing(jump, ...LOOPS),
    label: labels.get(jump.childForFieldName('label')?.text ?? ''),
  }));
}

function attemptOf(piece: CodePiece, jumps: readonly Jump[], call: Node): CodeAttempt {
  const loop = enclosing(call, ...LOOPS);
  const backwards = jumps.filter(
    (jump) => jump.node.startIndex > call.endIndex && leadsBack(piece, call, loop, jump),
  );
  const retries: CodeRetry[] = backwards.flatMap(({ node }) => causeOf(node) ?? []);
  const condition = loop?.childForFieldName('condition');
  if (condition?.text.includes('EBUSY')) retries.push({ node: condition, cause: 'busy' });
  return { piece, call, base: rangeOf(call), from: repeatedFrom(loop, backwards), retries };
}

function leadsBack(piece: CodePiece, call: Node, loop: Node | undefined, jump: Jump): boolean {
  if (jump.node.type === 'continue_statement') {
    // Without a loop in sight, its head is cut off, and `continue` shows that there is one.
    return jump.loop === undefined ? loop === undefined : jump.loop.id === loop?.id;
  }
  if (jump.label !== undefined) return jump.label.startIndex <= call.startIndex;
  return piece.fragment.headless && /again|retry|repeat/i.test(jump.node.text);
}

/** Why a jump is taken: the conditions around it say. */
function causeOf(jump: Node): CodeRetry | undefined {
  for (const node of allEnclosing(jump, 'if_statement')) {
    const condition = node.childForFieldName('condition')?.text ?? '';
    if (condition.includes('EBUSY')) return { node, cause: 'busy' };
    if (condition.includes('mmu_interval_read_retry')) return { node, cause: 'stale' };
  }
  return undefined;
}

/** Where the code begins that runs again before the call. */
function repeatedFrom(loop: Node | undefined, jumps: readonly Jump[]): number | undefined {
  const starts = jumps.flatMap(({ label }) => label?.startIndex ?? []);
  return loop?.startIndex ?? starts.at(0);
}
