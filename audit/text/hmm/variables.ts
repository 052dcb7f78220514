// SPDX-License-Identifier: GPL-2.0-or-later
import { labelsOf } from '../code/labels';
import { allEnclosing, calledName, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, nodesOf, oncePer } from '../code/view';
import { declaredName, parametersOf } from './functions';

/** A label, and up to where code runs that leads back to it. */
interface Again {
  readonly from: number;
  readonly to: number;
}

/** The labels of a piece that jumps lead back to, in the order of the text. */
const labelsAgain = oncePer((piece: CodePiece): readonly Again[] => {
  const last = new Map<string, number>();
  for (const jump of piece.node.descendantsOfType('goto_statement'))
    last.set(jump.childForFieldName('label')?.text ?? '', jump.startIndex);
  const labels = [...labelsOf(piece)].sort(
    ([, one], [, other]) => one.startIndex - other.startIndex,
  );
  const found: Again[] = [];
  // From the last one on: what leads back to a later label is known then.
  for (const [name, { startIndex: from }] of labels.reverse()) {
    const to = lastOf(found, from, last.get(name) ?? 0);
    if (to > from) found.unshift({ from, to });
  }
  return found;
});

function lastOf(labels: readonly Again[], from: number, to: number): number {
  let last = to;
  for (const label of labels) {
    if (label.from >= last) break;
    if (label.from > from) last = Math.max(last, label.to);
  }
  return last;
}

/**
 * Up to where code runs again that stands in a part of a piece: to the part's end, or to the last jump that leads back
 * into it, by way of other labels, too.
 */
export function runsAgainTo(piece: CodePiece, from: number, to: number): number {
  // A label at the beginning is one of the part.
  return lastOf(labelsAgain(piece), from - 1, to);
}

/** Whether jumps lead back from behind the one place of a piece to before the other one. */
export function isLedBack(piece: CodePiece, before: number, from: number): boolean {
  return labelsAgain(piece).some((label) => label.from <= before && from <= label.to);
}

/** The names that a declaration gives. */
export function namesDeclared(declaration: Node): readonly string[] {
  return declaration.namedChildren.flatMap(
    (one) => (one.type === 'identifier' ? one.text : declaredName(one)) ?? [],
  );
}

/** Where a function stores in each of its variables. */
export const storePlaces = oncePer((fn: FunctionView): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>();
  const stores = nodesOf(fn, 'assignment_expression', 'init_declarator', 'update_expression');
  for (const { node } of stores) {
    const target = node.childForFieldName('left') ?? node.childForFieldName('argument');
    const name = target?.text ?? declaredName(node.childForFieldName('declarator')) ?? '';
    const list = found.get(name);
    if (list === undefined) found.set(name, [node.startIndex]);
    else list.push(node.startIndex);
  }
  return found;
});

/** The names that others can change: an address is taken of them, or they outlive the function. */
export const sharedNames = oncePer((fn: FunctionView): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const { node } of nodesOf(fn, 'pointer_expression')) {
    const argument = node.childForFieldName('argument');
    const isAddress = node.childForFieldName('operator')?.text === '&';
    if (isAddress && argument?.type === 'identifier') found.add(argument.text);
  }
  for (const { node } of nodesOf(fn, 'declaration')) {
    if (!/^(?:static|extern)\b/.test(node.text)) continue;
    for (const name of namesDeclared(node)) found.add(name);
  }
  return found;
});

/** The variables that a function declares, and those that it is given. */
const ownNames = oncePer((fn: FunctionView): ReadonlySet<string> => {
  const declared = nodesOf(fn, 'declaration').flatMap(({ node }) => namesDeclared(node));
  return new Set([...parametersOf(fn), ...declared]);
});

/** Whether a name is that of a variable that only the function's own stores change. */
export function isFollowedIn(fn: FunctionView, name: string): boolean {
  // Of a part of a function, what is declared may be out of sight.
  return !sharedNames(fn).has(name) && (!fn.whole || ownNames(fn).has(name));
}

/** Whether a block follows a call without a semicolon, as the macros are called that loop. */
export function isMacroLoop(block: Node): boolean {
  const siblings = block.parent?.type === 'compound_statement' ? block.parent.namedChildren : [];
  const before = siblings[siblings.indexOf(block) - 1];
  const [call] = before?.type === 'expression_statement' ? before.namedChildren : [];
  if (call?.type !== 'call_expression' || before?.text.endsWith(';') !== false) return false;
  // The block of a guard runs once.
  return calledName(call) !== 'scoped_guard';
}

/** The nearest loop around a node: of the language, or the block of a macro that loops. */
export function loopAround(node: Node): Node | undefined {
  return allEnclosing(node, ...LOOPS, 'compound_statement').find(
    (one) => one.type !== 'compound_statement' || isMacroLoop(one),
  );
}

/** Whether a name is that of a plain variable that the function declares. */
export function isLocal(fn: FunctionView, name: string): boolean {
  return nodesOf(fn, 'declaration').some(({ node }) => {
    if (/^(?:static|extern)\b/.test(node.text)) return false;
    return node.namedChildren.some((one) => {
      const plain = one.type === 'init_declarator' ? one.childForFieldName('declarator') : one;
      return plain?.type === 'identifier' && declaredName(plain) === name;
    });
  });
}

/** Whether a function does anything with what a variable holds. */
export function isRead(fn: FunctionView, name: string): boolean {
  return fn.pieces.some(({ node }) => reads(node, name));
}

/** Whether a name stands anywhere in a node. */
export function mentions(node: Node, name: string): boolean {
  return node.descendantsOfType('identifier').some(({ text }) => text === name);
}

/** Whether a name stands somewhere but where something is stored in it, or it is declared. */
export function reads(node: Node, name: string): boolean {
  return node.descendantsOfType('identifier').some((one) => {
    if (one.text !== name) return false;
    const { parent } = one;
    if (parent === null || parent.type === 'declaration') return false;
    if (isForNobody(parent)) return false;
    if (parent.type === 'init_declarator') return one.field !== 'declarator';
    const isSet =
      parent.type === 'assignment_expression' && parent.childForFieldName('operator')?.text === '=';
    return !isSet || one.field !== 'left';
  });
}

/** `(void)name;` */
export function isForNobody(cast: Node | null): boolean {
  return (
    cast?.type === 'cast_expression' &&
    cast.childForFieldName('type')?.text === 'void' &&
    cast.parent?.type === 'expression_statement'
  );
}
