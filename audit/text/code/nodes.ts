// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from './syntax';

/** The name a call expression calls; '' if it is no plain name. */
export function calledName(call: Node): string {
  const callee = call.childForFieldName('function');
  return callee?.type === 'identifier' ? callee.text : '';
}

/** What is given to a call, in order. */
export function argumentsOf(call: Node): Node[] {
  return (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (node) => node !== null && node.type !== 'comment',
  );
}

/** The nearest node around this one that has one of the types. */
export function enclosing(node: Node, ...types: string[]): Node | undefined {
  for (let around = node.parent; around !== null; around = around.parent) {
    if (types.includes(around.type)) return around;
    if (around.type === 'function_definition') return undefined;
  }
  return undefined;
}

/** All nodes around this one that have one of the types, inmost first. */
export function allEnclosing(node: Node, ...types: string[]): Node[] {
  const found: Node[] = [];
  for (let around = enclosing(node, ...types); around !== undefined; ) {
    found.push(around);
    around = enclosing(around, ...types);
  }
  return found;
}

/** An expression without the parentheses and casts around it, in one line. */
export function plainText(node: Node): string {
  return bare(node).text.replace(/\s+/g, ' ');
}

function bare(node: Node): Node {
  if (node.type === 'parenthesized_expression') {
    const inner = node.namedChildren[0];
    return inner === undefined || inner === null ? node : bare(inner);
  }
  if (node.type === 'cast_expression') {
    const value = node.childForFieldName('value');
    return value === null ? node : bare(value);
  }
  return node;
}

/** The variable that a call's value is stored in: `ret` of `ret = hmm_range_fault(range)`, in a statement, a declaration or a condition. */
export function variableOf(call: Node): string | undefined {
  const parent = call.parent;
  const target = parent?.childForFieldName('left') ?? parent?.childForFieldName('declarator');
  if (parent?.type !== 'assignment_expression' && parent?.type !== 'init_declarator')
    return undefined;
  return target?.type === 'identifier' ? target.text : undefined;
}

/** The types of the nodes that are loops. */
export const LOOPS = ['while_statement', 'for_statement', 'do_statement'] as const;
