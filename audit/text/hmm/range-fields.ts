// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf } from '../code/view';
import { functionNamed, parametersOf } from './functions';
import { fieldsNamedIn, initialiserOf } from './initialisers';
import { fieldHandedOut, holdsObject } from './range-names';
import { clearedBy, objectOf, SETS_NOTHING } from './ranges';

/** What a store, a call or an address does to the fields of a range. */
type FieldChange =
  /** Any of them may be set. */
  | { readonly kind: 'all' }
  | {
      readonly kind: 'some';
      /** Whether all of them are 0 but for those that are set. */
      readonly isCleared: boolean;
      readonly fields: readonly string[];
    };

const ALL: FieldChange = { kind: 'all' };
const NOTHING: FieldChange = { kind: 'some', isCleared: false, fields: [] };

function setting(...fields: readonly string[]): FieldChange {
  return { kind: 'some', isCleared: false, fields };
}

/** What a node does to the fields of a range of that name, itself or by letting others do it. */
export function fieldsChangedBy(
  fn: FunctionView,
  piece: CodePiece,
  node: Node,
  name: string,
): FieldChange {
  switch (node.type) {
    case 'assignment_expression':
      return setBy(node, name);
    case 'call_expression': {
      const filled = filledBy(fn, node, name, 0);
      const handed = fieldHandedOut(piece, node, name);
      return handed === undefined ? filled : then(filled, setting(handed));
    }
    case 'gnu_asm_output_operand': {
      const value = node.namedChildren.at(-1);
      return value === undefined ? NOTHING : setTo(value, name);
    }
    case 'pointer_expression': {
      const handed = fieldHandedOut(piece, node, name);
      if (handed !== undefined) return setting(handed);
      return isAddress(node, name) && isOutOfHand(node) ? ALL : NOTHING;
    }
    default:
      return NOTHING;
  }
}

/** What two changes do, one after the other. */
function then(first: FieldChange, second: FieldChange): FieldChange {
  if (first.kind === 'all' || second.kind === 'all') return ALL;
  if (second.isCleared) return second;
  return { ...first, fields: [...first.fields, ...second.fields] };
}

/** `&range`, or the address of what it is inside of. */
function isAddress(node: Node, name: string): boolean {
  const object = node.childForFieldName('operator')?.text === '&' ? objectOf(node) : undefined;
  return object !== undefined && holdsObject(object, name);
}

/** Where an address stands whose use is followed: a store, a list, an argument, or the member behind it. */
const FOLLOWED =
  /^(?:assignment_expression|init_declarator|initializer_list|initializer_pair|argument_list|field_expression|subscript_expression)$/;

/** Whether an address goes to where nothing tells what becomes of it: `m ? &range : NULL`. */
function isOutOfHand(address: Node): boolean {
  let node = address;
  while (/^(?:parenthesized|cast)_expression$/.test(node.parent?.type ?? '')) {
    node = node.parent ?? node;
  }
  const around = node.parent;
  // `*&range` is the range.
  if (around === null || around.type === 'pointer_expression') return false;
  return !FOLLOWED.test(around.type);
}

/** What a store sets; `|=` sets nothing. */
function setBy(store: Node, object: string): FieldChange {
  const left = store.childForFieldName('left');
  if (left === null || store.childForFieldName('operator')?.text !== '=') return NOTHING;
  const whole = setTo(left, object);
  const value = store.childForFieldName('right');
  const list = value === null ? undefined : initialiserOf(value);
  const fields = list === undefined ? undefined : fieldsNamedIn(list);
  const isRange = whole.kind === 'all' && objectOf(left) === object;
  return isRange && fields !== undefined ? { kind: 'some', isCleared: true, fields } : whole;
}

function setTo(target: Node, object: string): FieldChange {
  const set = objectOf(target);
  if (set === undefined) return NOTHING;
  if (holdsObject(set, object)) return ALL;
  return set.startsWith(`${object}.`) ? setting(set.slice(object.length + 1)) : NOTHING;
}

/** Through how many functions a range is followed. */
export const DEPTH_LIMIT = 4;

/** What a call sets of a range that it gets; out of sight, it may be all. */
function filledBy(fn: FunctionView, call: Node, object: string, depth: number): FieldChange {
  const cleared = clearedBy(call);
  if (cleared !== undefined && holdsObject(cleared, object)) {
    return { kind: 'some', isCleared: true, fields: [] };
  }
  const given = argumentsOf(call).flatMap((one) => objectOf(one) ?? []);
  if (!given.some((one) => holdsObject(one, object))) return NOTHING;
  const inner = givenAs(fn, call, object);
  if (inner === undefined) return SETS_NOTHING.test(calledName(call)) ? NOTHING : ALL;
  if (depth >= DEPTH_LIMIT) return ALL;
  let found = NOTHING;
  for (const { node } of inner.callee.pieces) {
    for (const one of node.descendantsOfType(['assignment_expression', 'call_expression'])) {
      const change =
        one.type === 'call_expression'
          ? filledBy(inner.callee, one, inner.name, depth + 1)
          : setBy(one, inner.name);
      found = then(found, change);
      if (found.kind === 'all') return ALL;
    }
  }
  return found;
}

/** The function in sight that gets the object, or what it is inside of, and what it calls it. */
export function givenAs(
  fn: FunctionView,
  call: Node,
  object: string,
): { readonly callee: FunctionView; readonly name: string } | undefined {
  const given = argumentsOf(call).map((one) => objectOf(one));
  const parameter = given.findIndex((one) => one !== undefined && holdsObject(one, object));
  const callee = functionNamed(homeOf(fn), calledName(call));
  if (parameter < 0 || callee === undefined || callee === fn) return undefined;
  const name = parametersOf(callee)[parameter];
  if (name === undefined || name === '') return undefined;
  return { callee, name: name + object.slice(given[parameter]?.length) };
}
