// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../text/code/syntax';
import { type Definition, functionDeclarator, leafName } from './definitions';

/** A parameter of a function: `struct page **pages` has the type `struct page` and two pointers. */
export interface Parameter {
  readonly type: string;
  readonly pointers: number;
  readonly name: string;
}

/** How a function is called. */
export interface Signature {
  readonly name: string;
  /** What it returns, without `static` and its like: `int`, `bool`, `struct page *`. */
  readonly returns: string;
  readonly parameters: readonly Parameter[];
}

const POINTERS = ['pointer_declarator', 'abstract_pointer_declarator', 'array_declarator'];

/** Reads it from the function's definition. */
export function signatureOf({ name, node }: Definition): Signature {
  const declarator = node.childForFieldName('declarator');
  const called = declarator === null ? undefined : functionDeclarator(declarator);
  const list = called?.childForFieldName('parameters')?.namedChildren ?? [];
  const stars = declarator === null ? 0 : pointersOf(declarator, called);
  return {
    name,
    returns: `${node.childForFieldName('type')?.text ?? 'int'}${' *'.repeat(Math.min(stars, 1))}`,
    parameters: list
      .filter(({ type, text }) => type === 'parameter_declaration' && text !== 'void')
      .map(parameterOf),
  };
}

function parameterOf(node: Node): Parameter {
  const declarator = node.childForFieldName('declarator');
  return {
    type: (node.childForFieldName('type')?.text ?? 'int').replaceAll(/\s+/g, ' '),
    pointers: declarator === null ? 0 : pointersOf(declarator, undefined),
    name: (declarator === null ? undefined : leafName(declarator)) ?? 'unnamed',
  };
}

function pointersOf(declarator: Node, until: Node | undefined): number {
  let pointers = 0;
  for (
    let node: Node | null = declarator;
    node !== null && node !== until;
    node = node.childForFieldName('declarator')
  ) {
    if (POINTERS.includes(node.type)) pointers++;
  }
  return pointers;
}
