// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, nodesOf, oncePer } from '../code/view';
import { declaredName } from './functions';

/** Where the last jump to each label of a piece stands. */
export const lastJumps = oncePer(
  ({ node }: CodePiece): ReadonlyMap<string, number> =>
    new Map(
      node
        .descendantsOfType('goto_statement')
        .map((one) => [one.childForFieldName('label')?.text ?? '', one.startIndex]),
    ),
);

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
    for (const one of node.namedChildren) {
      const name = one.type === 'identifier' ? one.text : declaredName(one);
      if (name !== undefined) found.add(name);
    }
  }
  return found;
});

/** Whether a block follows a call without a semicolon, as the macros are called that loop. */
export function isMacroLoop(block: Node): boolean {
  const siblings = block.parent?.type === 'compound_statement' ? block.parent.namedChildren : [];
  const before = siblings[siblings.indexOf(block) - 1];
  return (
    before?.type === 'expression_statement' &&
    before.namedChildren[0]?.type === 'call_expression' &&
    !before.text.endsWith(';')
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
function isForNobody(cast: Node): boolean {
  return (
    cast.type === 'cast_expression' &&
    cast.childForFieldName('type')?.text === 'void' &&
    cast.parent?.type === 'expression_statement'
  );
}
