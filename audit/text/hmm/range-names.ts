// SPDX-License-Identifier: GPL-2.0-or-later
import { macrosOf } from '../code/macros';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, homeOf, oncePer } from '../code/view';
import { declaredName } from './functions';
import { objectOf } from './ranges';

/** What is given the address of an object, or the object, by the object's name. */
const namesGiven = oncePer((piece: CodePiece): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const store of piece.node.descendantsOfType(['assignment_expression', 'init_declarator'])) {
    const value = store.childForFieldName('right') ?? store.childForFieldName('value');
    const target = store.childForFieldName('left') ?? store.childForFieldName('declarator');
    const object = value === null ? undefined : objectOf(value);
    const name = target === null ? undefined : (declaredName(target) ?? objectOf(target));
    if (object === undefined || name === undefined) continue;
    const list = found.get(object);
    if (list === undefined) found.set(object, [name]);
    else list.push(name);
  }
  return found;
});

/** Where a piece names something in what may change it, by the name: stores, calls, addresses. */
export const changesNaming = oncePer((piece: CodePiece): ReadonlyMap<string, readonly Node[]> => {
  const found = new Map<string, Node[]>();
  for (const node of piece.node.descendantsOfType(CHANGES)) {
    for (const name of new Set(node.descendantsOfType('identifier').map(({ text }) => text))) {
      const list = found.get(name);
      if (list === undefined) found.set(name, [node]);
      else list.push(node);
    }
  }
  return found;
});

/** The nodes that can change an object. */
const CHANGES = [
  'assignment_expression',
  'call_expression',
  'pointer_expression',
  'gnu_asm_output_operand',
] as const;

/** How many names an object may have; one with more is not followed by people either. */
const NAMES_LIMIT = 50;

/**
 * An object's name, and those that are given it, or what it is inside of, in turn: `range`, `r`, `own.range`;
 * undefined if they are too many to follow.
 */
export function namesOf(piece: CodePiece, object: string): readonly string[] | undefined {
  const names = new Set([object]);
  for (const name of names) {
    for (const outer of outersOf(name)) {
      const given = namesGiven(piece).get(outer) ?? [];
      if (names.size + given.length > NAMES_LIMIT) return undefined;
      for (const one of given) names.add(one + name.slice(outer.length));
    }
  }
  return [...names];
}

/** `own.job.range`, `own.job`, `own`. */
function outersOf(name: string): readonly string[] {
  const parts = name.split('.');
  return parts.map((_part, at) => parts.slice(0, parts.length - at).join('.'));
}

/** Whether an object is the other one, or has it inside. */
export function holdsObject(outer: string, object: string): boolean {
  return object === outer || object.startsWith(`${outer}.`);
}

/** Whether a list of values has the object in it, so that others get it with what the list fills. */
export function isListed(piece: CodePiece, names: readonly string[]): boolean {
  const listed = objectsListed(piece);
  return names.some((name) => outersOf(name).some((outer) => listed.has(outer)));
}

const objectsListed = oncePer(
  ({ node }: CodePiece): ReadonlySet<string> =>
    new Set(
      node
        .descendantsOfType('initializer_list')
        .flatMap((list) =>
          list.namedChildren.flatMap(
            (part) => objectOf(part.childForFieldName('value') ?? part) ?? [],
          ),
        ),
    ),
);

/**
 * The field of an object that an expression lets others set: `&range.hmm_pfns`, and `range.hmm_pfns` for a macro that
 * stores what it is given.
 */
export function fieldHandedOut(piece: CodePiece, node: Node, name: string): string | undefined {
  const field = (given: Node | null): string | undefined => {
    const object = given === null ? undefined : objectOf(given);
    return object?.startsWith(`${name}.`) ? object.slice(name.length + 1) : undefined;
  };
  if (node.type === 'pointer_expression') {
    const argument = node.childForFieldName('argument');
    // `&range.hmm_pfns[i]` is an element's address.
    const isField = argument?.type === 'field_expression';
    return isField && node.childForFieldName('operator')?.text === '&'
      ? field(argument)
      : undefined;
  }
  if (node.type !== 'call_expression') return undefined;
  const called = calledName(node);
  if (!STORES.test(called) && !macrosOf(homeOf(piece.fn())).has(called)) return undefined;
  return argumentsOf(node)
    .map((one) => field(one))
    .find((one) => one !== undefined);
}

/** Macros of the kernel that store in what they are given by its name. */
const STORES = /^(?:WRITE_ONCE|swap|RCU_INIT_POINTER|rcu_(?:assign|replace)_pointer)$/;
