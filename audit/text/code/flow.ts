// SPDX-License-Identifier: GPL-2.0-or-later
import type { Fragment } from './fragment';
import type { Node } from './syntax';
import type { CodePiece, FunctionView } from './view';

/** A node of a function. */
export interface CodePlace {
  readonly piece: CodePiece;
  readonly node: Node;
}

/** The place of a node in a function; undefined if it is not in it. */
export function placeIn(fn: FunctionView, fragment: Fragment, node: Node): CodePlace | undefined {
  const piece = fn.pieces.find(
    (one) =>
      one.fragment === fragment &&
      one.node.startIndex <= node.startIndex &&
      node.endIndex <= one.node.endIndex,
  );
  return piece === undefined ? undefined : { piece, node };
}

/** A position in a function: that of a node, or the end, which every `return` leads to. */
export interface Point {
  readonly piece: CodePiece;
  readonly node: Pick<Node, 'startIndex' | 'endIndex'>;
  readonly isEnd?: true;
}

/** After everything that a function does; undefined if none of it is in sight. */
export function endOf(fn: FunctionView): Point | undefined {
  const piece = fn.pieces.at(-1);
  if (piece === undefined) return undefined;
  const { endIndex } = piece.node;
  return { piece, node: { startIndex: endIndex, endIndex }, isEnd: true };
}

/** Whether one position is before another in the text of a function. */
export function standsBefore(fn: FunctionView, one: Point, other: Point): boolean {
  if (one.piece === other.piece) return one.node.startIndex < other.node.startIndex;
  return fn.pieces.indexOf(one.piece) < fn.pieces.indexOf(other.piece);
}

function holds(outer: Node, piece: CodePiece, point: Point): boolean {
  return (
    piece === point.piece &&
    outer.startIndex <= point.node.startIndex &&
    point.node.endIndex <= outer.endIndex
  );
}

const DECISIONS: ReadonlySet<string> = new Set(['if_statement', 'switch_statement']);

/** How a statement leads to a later one. */
type Reach =
  /** It stands in another branch, or what follows it leaves the function. */
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  /** Only if the outermost of the decisions around it, which is over by then, goes its way. */
  | { readonly kind: 'sometimes'; readonly decision: Node };

/** Whether a statement has run when the point is reached. Loops are taken to run. */
export function reach(from: CodePlace, point: Point): Reach {
  let decision: Node | undefined;
  let inner = from.node;
  for (let node = inner.parent; node !== null; inner = node, node = node.parent) {
    if (node.type === 'function_definition') break;
    const around = holds(node, from.piece, point);
    if (node.type === 'compound_statement' && !around && !point.isEnd && leaves(node)) {
      return { kind: 'never' };
    }
    if (!DECISIONS.has(node.type) || inner.field === 'condition') continue;
    if (!around) decision = node;
    else if (node.type === 'if_statement' && !holds(inner, from.piece, point)) {
      // The point is in the condition, or in the other branch.
      const condition = node.childForFieldName('condition');
      if (condition === null || !holds(condition, from.piece, point)) return { kind: 'never' };
    }
  }
  return decision === undefined ? { kind: 'always' } : { kind: 'sometimes', decision };
}

/** Whether a block ends by leaving the function. */
function leaves(block: Node): boolean {
  return block.namedChildren.at(-1)?.type === 'return_statement';
}

/** Whether a decision has no way past all of the places: an `else` to every `if`, a `default`. */
export function isComplete(decision: Node, places: readonly Node[]): boolean {
  const inside = (branch: Node): boolean =>
    places.some((one) => branch.startIndex <= one.startIndex && one.endIndex <= branch.endIndex);
  let one: Node | undefined = decision;
  while (one !== undefined && one.type === 'if_statement') {
    const yes = one.childForFieldName('consequence');
    if (yes === null || !(inside(yes) || leavesAtOnce(yes))) return false;
    const other: Node | null = one.childForFieldName('alternative');
    if (other === null) return false;
    const no: Node = (other.type === 'else_clause' ? other.namedChildren[0] : other) ?? other;
    if (no.type !== 'if_statement') return inside(no) || leavesAtOnce(no);
    one = no;
  }
  if (one?.type !== 'switch_statement') return false;
  const cases = one.descendantsOfType('case_statement');
  const isDefault = (label: Node): boolean => label.childForFieldName('value') === null;
  return (
    cases.some(isDefault) &&
    cases.every((label) => isShared(label) || inside(label) || leaves(label))
  );
}

/** Whether a branch does not go on after its decision; a goto does so out of an error. */
function leavesAtOnce(branch: Node): boolean {
  const last = branch.type === 'compound_statement' ? branch.namedChildren.at(-1) : branch;
  return last?.type === 'return_statement' || last?.type === 'goto_statement';
}

/** `case A: case B: …`: the first has no statement of its own. */
function isShared(label: Node): boolean {
  return label.namedChildren.length <= (label.childForFieldName('value') === null ? 0 : 1);
}
