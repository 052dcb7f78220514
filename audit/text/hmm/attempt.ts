// SPDX-License-Identifier: GPL-2.0-or-later

import { allEnclosing, argumentsOf, calledName, enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, type Located, nodesOf, type Piece } from '../code/view';
import { objectOf } from './ranges';

/** A way back to the range fault; `node` is the `if` that decides it, or a loop's condition. */
export interface Retry {
  readonly node: Node;
  readonly cause: 'busy' | 'stale';
}

/** A call of the range fault and what leads back to it. */
export interface Attempt {
  readonly piece: Piece;
  readonly call: Node;
  /** The range that is faulted, as `objectOf` names it; undefined if it has no name. */
  readonly base: string | undefined;
  /** Where the code begins that runs again before the call; undefined if it is out of sight. */
  readonly from: number | undefined;
  readonly retries: readonly Retry[];
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
export function attemptsOf(fn: FunctionView): Attempt[] {
  return fn.pieces.flatMap((piece) =>
    piece.node
      .descendantsOfType('call_expression')
      .filter(isRangeFault)
      .map((call) => attemptOf(piece, call)),
  );
}

function attemptOf(piece: Piece, call: Node): Attempt {
  const loop = allEnclosing(call, ...LOOPS).at(0);
  const jumps = piece.node
    .descendantsOfType(['continue_statement', 'goto_statement'])
    .filter((jump) => jump.startIndex > call.endIndex);
  const backwards = jumps.filter((jump) => leadsBack(piece, call, loop, jump));
  const retries: Retry[] = backwards.flatMap((jump) => causeOf(jump) ?? []);
  const condition = loop?.childForFieldName('condition');
  if (condition?.text.includes('EBUSY')) retries.push({ node: condition, cause: 'busy' });
  return { piece, call, base: rangeOf(call), from: repeatedFrom(piece, loop, backwards), retries };
}

function leadsBack(piece: Piece, call: Node, loop: Node | undefined, jump: Node): boolean {
  if (jump.type === 'continue_statement') {
    const own = enclosing(jump, ...LOOPS);
    // Without a loop in sight, its head is cut off, and `continue` shows that there is one.
    return own === undefined ? loop === undefined : own.id === loop?.id;
  }
  const label = labelOf(piece, jump);
  if (label !== undefined) return label.startIndex <= call.startIndex;
  return piece.fragment.headless && /again|retry|repeat/i.test(jump.text);
}

function labelOf(piece: Piece, jump: Node): Node | undefined {
  const name = jump.childForFieldName('label')?.text;
  return piece.node
    .descendantsOfType('labeled_statement')
    .find((label) => label.childForFieldName('label')?.text === name);
}

/** Why a jump is taken: the conditions around it say. */
function causeOf(jump: Node): Retry | undefined {
  for (const node of allEnclosing(jump, 'if_statement')) {
    const condition = node.childForFieldName('condition')?.text ?? '';
    if (condition.includes('EBUSY')) return { node, cause: 'busy' };
    if (condition.includes('mmu_interval_read_retry')) return { node, cause: 'stale' };
  }
  return undefined;
}

/** Where the code begins that runs again before the call. */
function repeatedFrom(
  piece: Piece,
  loop: Node | undefined,
  jumps: readonly Node[],
): number | undefined {
  const starts = jumps.flatMap((jump) => labelOf(piece, jump)?.startIndex ?? []);
  return loop?.startIndex ?? starts.at(0);
}
