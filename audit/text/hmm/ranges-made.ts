// SPDX-License-Identifier: GPL-2.0-or-later
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, homeOf, nodesIn, oncePer } from '../code/view';
import { isRangeFault, rangeOf } from './attempt';
import { declaredName } from './functions';
import { fieldsNamedIn, initialiserOf } from './initialisers';
import { objectOf } from './ranges';

/** A range that a function makes. */
export interface RangeMade {
  /** As `objectOf` names it. */
  readonly object: string;
  /** Where it comes from, for messages. */
  readonly from: string;
  /** What stands in the fields that nothing has set: anything, or 0. */
  readonly holds: 'anything' | 'zero';
  /** The fields that are set in the making. */
  readonly set: readonly string[];
  readonly node: Node;
}

/** The ranges that a function makes: on the stack, and from kmalloc() and kzalloc(). */
export function rangesMade(piece: CodePiece): readonly RangeMade[] {
  return [...onStack(piece), ...initialised(piece), ...allocated(piece)];
}

/** The members of a file's structs that are ranges, not pointers to one, by the struct's name. */
const rangeMembers = oncePer((view: CodeView): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { node } of nodesIn(view, 'struct_specifier')) {
    const name = node.childForFieldName('name')?.text ?? '';
    for (const member of node.childForFieldName('body')?.namedChildren ?? []) {
      if (member.type !== 'field_declaration' || !isRangeType(member)) continue;
      const declarator = member.childForFieldName('declarator');
      if (declarator?.type !== 'field_identifier') continue;
      found.set(name, [...(found.get(name) ?? []), declarator.text]);
    }
  }
  return found;
});

function isRangeType(declaration: Node): boolean {
  return typeOf(declaration) === 'hmm_range';
}

/** `hmm_range` of a declaration of `struct hmm_range`. */
function typeOf(declaration: Node): string | undefined {
  const type = declaration.childForFieldName('type')?.text ?? '';
  return /^(?:const )?struct (\w+)$/.exec(type)?.[1];
}

/** Where in an object of a type the ranges are: '' is the object itself. */
function rangesInside(view: CodeView, type: string | undefined): readonly string[] {
  if (type === undefined) return [];
  return type === 'hmm_range' ? [''] : (rangeMembers(view).get(type) ?? []).map((one) => `.${one}`);
}

function onStack(piece: CodePiece): RangeMade[] {
  const view = homeOf(piece.fn());
  return piece.node.descendantsOfType('declaration').flatMap((declaration) => {
    if (/^static\b/.test(declaration.text)) return [];
    const names = declaration.namedChildren.filter(({ type }) => type === 'identifier');
    return rangesInside(view, typeOf(declaration)).flatMap((inside) =>
      names.map((node) => ({
        ...{ object: node.text + inside, from: 'on the stack', node },
        ...{ holds: 'anything' as const, set: [] },
      })),
    );
  });
}

/** `struct hmm_range range = { .notifier = … }`; one that names no fields may set any of them. */
function initialised(piece: CodePiece): RangeMade[] {
  return piece.node.descendantsOfType('declaration').flatMap((declaration) => {
    if (/^static\b/.test(declaration.text) || typeOf(declaration) !== 'hmm_range') return [];
    return declaration.namedChildren.flatMap((node): RangeMade[] => {
      const name = node.childForFieldName('declarator');
      const value = node.childForFieldName('value');
      const list = value === null ? undefined : initialiserOf(value);
      const set = list === undefined ? undefined : fieldsNamedIn(list);
      if (name?.type !== 'identifier' || set === undefined) return [];
      return [
        { object: name.text, from: 'zero but for its initialiser', holds: 'zero', set, node },
      ];
    });
  });
}

const ALLOCATION = /^k(v)?[mz]alloc(_node|_obj)?$/;

function allocated(piece: CodePiece): RangeMade[] {
  const view = homeOf(piece.fn());
  const pointers = pointersOf(piece);
  const stores = piece.node.descendantsOfType(['assignment_expression', 'init_declarator']);
  return stores.flatMap((node) => {
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    const object = targetOf(node);
    const allocator = value?.type === 'call_expression' ? calledName(value) : '';
    if (value === null || object === undefined || !ALLOCATION.test(allocator)) return [];
    const isCleared = allocator.includes('zalloc') || value.text.includes('__GFP_ZERO');
    const named = /struct (\w+)\b/.exec(value.text.slice(0, 400))?.[1] ?? pointers.get(object);
    const type = named ?? (isFaulted(piece, object) ? 'hmm_range' : undefined);
    return rangesInside(view, type).map((inside) => ({
      object: object + inside,
      from: `from ${allocator}()`,
      holds: isCleared ? 'zero' : 'anything',
      set: [],
      node,
    }));
  });
}

function targetOf(store: Node): string | undefined {
  const left = store.childForFieldName('left');
  if (left !== null) return objectOf(left);
  return declaredName(store.childForFieldName('declarator'));
}

/** The structs that a function's pointers point to, by the pointer's name. */
function pointersOf({ node }: CodePiece): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const one of node.descendantsOfType(['declaration', 'parameter_declaration'])) {
    const type = typeOf(one);
    for (const declarator of type === undefined ? [] : one.namedChildren) {
      const name = declaredName(declarator);
      if (type !== undefined && name !== undefined && /^\*|^\w+\s?=/.test(declarator.text))
        found.set(name, type);
    }
  }
  return found;
}

/** What a range fault is given is a range, whatever its declaration, which may be out of sight. */
function isFaulted(piece: CodePiece, object: string): boolean {
  return piece.node
    .descendantsOfType('call_expression')
    .some((call) => isRangeFault(call) && rangeOf(call) === object);
}
