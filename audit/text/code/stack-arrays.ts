// SPDX-License-Identifier: GPL-2.0-or-later

import {
  constantValue,
  type Definitions,
  definitionsOf,
  sizeOfType,
  type WordSize,
} from './constants';
import { enclosing } from './nodes';
import type { Node } from './syntax';
import { type CodeView, type FunctionView, type Located, nodesIn, nodesOf, oncePer } from './view';

/** An array that a function has on its stack, as a variable or as a member of one. */
export interface StackArray extends Located {
  readonly name: string;
  /** Its elements, as the declaration counts them. */
  readonly length: string;
  readonly type: string;
  /** undefined if the type or the length is unknown. */
  readonly bytes: Readonly<Record<WordSize, number | undefined>>;
}

/** The arrays on a function's stack. */
export function stackArrays(view: CodeView, fn: FunctionView): StackArray[] {
  const definitions = definitionsOf(view);
  const lengths = lengthsOf(view);
  return nodesOf(fn, 'array_declarator').flatMap(({ fragment, node }) => {
    const declaration = enclosing(
      node,
      'declaration',
      'field_declaration',
      'parameter_declaration',
    );
    const length = node.childForFieldName('size')?.text;
    const type = typeOf(declaration, node);
    if (declaration === undefined || length === undefined || type === undefined) return [];
    if (/\bstatic\b/.test(declaration.text.split(/[[={]/)[0] ?? '')) return [];
    const bytes = (bits: WordSize): number | undefined => {
      const count = constantValue(length, definitions, lengths, bits);
      const size = sizeOfType(type, bits);
      return count === undefined || size === undefined ? undefined : count * size;
    };
    const name = node.childForFieldName('declarator')?.text ?? '';
    return [{ fragment, node, name, length, type, bytes: { 64: bytes(64), 32: bytes(32) } }];
  });
}

/** The type of a local array; undefined for parameters, which are pointers. */
function typeOf(declaration: Node | undefined, array: Node): string | undefined {
  if (declaration === undefined || declaration.type === 'parameter_declaration') return undefined;
  const type = declaration.childForFieldName('type')?.text;
  const isPointer = array.childForFieldName('declarator')?.type === 'pointer_declarator';
  return isPointer || array.parent?.type === 'pointer_declarator' ? `${type} *` : type;
}

/** Lengths of the arrays in the file, by name, for ARRAY_SIZE; a name with two lengths has none. */
const lengthsOf = oncePer((view: CodeView): ((name: string) => string | undefined) => {
  const found = new Map<string, string | undefined>();
  for (const { node } of nodesIn(view, 'array_declarator')) {
    const name = node.childForFieldName('declarator')?.text ?? '';
    const length = node.childForFieldName('size')?.text;
    found.set(name, found.has(name) && found.get(name) !== length ? undefined : length);
  }
  return (name) => found.get(name);
});

/** Names that a length depends on and that are no constants by their spelling. */
export function isVariableLength({ length }: StackArray, definitions: Definitions): boolean {
  const words =
    length.replace(/\b(sizeof|ARRAY_SIZE)\s*\([^()]*\)/g, '').match(/[A-Za-z_]\w*/g) ?? [];
  return words.some((word) => /^[a-z_][a-z0-9_]*$/.test(word) && !definitions.has(word));
}
