// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodePlace } from '../code/flow';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, type FunctionView, homeOf } from '../code/view';
import { RANGE_FAULT } from './fault-name';
import { declaredName, functionNamed } from './functions';
import { initialiserOf } from './initialisers';

export type PolicyField = 'default_flags' | 'pfn_flags_mask';

/** What a statement does to a range, or to a structure that has one inside. */
export interface RangeEvent extends CodePlace {
  /** What it does it to: `range`, `work.range`. */
  readonly base: string;
  readonly effect:
    | {
        readonly kind: 'set' | 'add' | 'remove' | 'spoil';
        /** undefined: the object itself, a plain variable. */
        readonly field: PolicyField | undefined;
        readonly value: Node;
      }
    /** All of it is 0. */
    | { readonly kind: 'zero' }
    /** It is another one from here on, of which nothing is known here. */
    | { readonly kind: 'other'; readonly value: Node | undefined }
    /** A function of the file gets it, as its parameter of this number. */
    | { readonly kind: 'given'; readonly callee: string; readonly parameter: number }
    /** A function out of sight gets it, and may set what nobody has. */
    | { readonly kind: 'unseen' };
}

/**
 * An expression as the name of an object: `&work->range`, `(*work).range` are `work.range`; any
 * element of an array is the array. undefined if it is none.
 */
export function objectOf(node: Node): string | undefined {
  const parts: string[] = [];
  for (let one: Node | null = node; one !== null; ) {
    switch (one.type) {
      case 'identifier':
        return [one.text, ...parts.reverse()].join('.');
      case 'field_expression':
        parts.push(one.childForFieldName('field')?.text ?? '');
        one = one.childForFieldName('argument');
        break;
      case 'subscript_expression':
      case 'pointer_expression':
      case 'update_expression':
        one = one.childForFieldName('argument');
        break;
      case 'parenthesized_expression':
        one = one.namedChildren[0] ?? null;
        break;
      case 'cast_expression':
        one = one.childForFieldName('value');
        break;
      case 'binary_expression':
        // `pfns + offset` still points into pfns.
        if (!/^[+-]$/.test(one.childForFieldName('operator')?.text ?? '')) return undefined;
        one = one.childForFieldName('left');
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** Whether an allocation is filled with zeroes, whatever its name. */
const ZEROING = /zalloc|calloc|__GFP_ZERO/;
const ALLOCATING = /alloc/;

/** The function and macro names that allocate: `kzalloc(…)`, `kzalloc_obj(…)`. */
export function allocationOf(
  value: Node,
): { readonly name: string; readonly zeroed: boolean } | undefined {
  if (value.type !== 'call_expression') return undefined;
  const name = calledName(value);
  return ALLOCATING.test(name) ? { name, zeroed: ZEROING.test(value.text) } : undefined;
}

const events = new WeakMap<FunctionView, ReadonlyMap<string, readonly RangeEvent[]>>();

/** What a function does to its ranges and variables, in the order of the text, by the root's name. */
export function eventsOf(fn: FunctionView): ReadonlyMap<string, readonly RangeEvent[]> {
  const known = events.get(fn);
  if (known !== undefined) return known;
  const view = homeOf(fn);
  const found = new Map<string, RangeEvent[]>();
  for (const piece of fn.pieces) {
    for (const node of piece.node.descendantsOfType(CHANGING)) {
      for (const event of eventsAt(view, piece, node)) {
        const root = rootOf(event.base);
        const list = found.get(root);
        if (list === undefined) found.set(root, [event]);
        else list.push(event);
      }
    }
  }
  events.set(fn, found);
  return found;
}

const CHANGING = ['assignment_expression', 'init_declarator', 'call_expression'] as const;

/** `work` of `work.range`. */
export function rootOf(object: string): string {
  const dot = object.indexOf('.');
  return dot < 0 ? object : object.slice(0, dot);
}

function eventsAt(view: CodeView, piece: CodePiece, node: Node): RangeEvent[] {
  switch (node.type) {
    case 'init_declarator': {
      const name = declaredName(node.childForFieldName('declarator'));
      const value = node.childForFieldName('value');
      if (name === undefined || value === null) return [];
      return wholeEvents(view, piece, node, name, value);
    }
    case 'assignment_expression':
      return assignmentEvents(view, piece, node);
    default:
      return callEvents(view, piece, node);
  }
}

function assignmentEvents(view: CodeView, piece: CodePiece, node: Node): RangeEvent[] {
  const left = node.childForFieldName('left');
  const value = node.childForFieldName('right');
  if (left === null || value === null) return [];
  const object = objectOf(left);
  if (object === undefined) return [];
  const { base, field } = policyField(object);
  const operator = node.childForFieldName('operator')?.text ?? '=';
  if (field === undefined && operator === '=') return wholeEvents(view, piece, node, object, value);
  if (field === undefined && left.type !== 'identifier') return [];
  const change = changeBy(operator, lastValue(value));
  return [{ piece, node, base: field === undefined ? object : base, effect: { ...change, field } }];
}

/** `|=` adds bits, `&= ~bits` takes them away. */
function changeBy(operator: string, value: Node) {
  if (operator === '=') return { kind: 'set', value } as const;
  if (operator === '|=') return { kind: 'add', value } as const;
  const plain = value.type === 'parenthesized_expression' ? value.namedChildren[0] : value;
  const removed = plain?.type === 'unary_expression' ? plain.childForFieldName('argument') : null;
  const inverts = plain?.childForFieldName('operator')?.text === '~';
  return operator === '&=' && inverts && removed !== null
    ? ({ kind: 'remove', value: removed } as const)
    : ({ kind: 'spoil', value } as const);
}

/** `a = b = X` gives both X. */
function lastValue(value: Node): Node {
  let one = value;
  while (one.type === 'assignment_expression') {
    const right = one.childForFieldName('right');
    if (right === null) return one;
    one = right;
  }
  return one;
}

function policyField(object: string): { base: string; field: PolicyField | undefined } {
  const dot = object.lastIndexOf('.');
  const last = object.slice(dot + 1);
  const field = last === 'default_flags' || last === 'pfn_flags_mask' ? last : undefined;
  return { base: dot < 0 ? '' : object.slice(0, dot), field };
}

/** `range = …`, `*range = …` or `struct hmm_range range = …`. */
function wholeEvents(
  view: CodeView,
  piece: CodePiece,
  node: Node,
  base: string,
  value: Node,
): RangeEvent[] {
  const list = initialiserOf(value);
  if (list !== undefined) return initialiserEvents(piece, node, base, list);
  const allocation = allocationOf(value);
  if (allocation !== undefined && functionNamed(view, allocation.name) === undefined) {
    const effect = allocation.zeroed
      ? ({ kind: 'zero' } as const)
      : ({ kind: 'other', value: undefined } as const);
    return [{ piece, node, base, effect }];
  }
  return [{ piece, node, base, effect: { kind: 'other', value } }];
}

/** Every member that an initialiser does not name is 0. */
function initialiserEvents(piece: CodePiece, node: Node, base: string, list: Node): RangeEvent[] {
  const found: RangeEvent[] = [{ piece, node, base, effect: { kind: 'zero' } }];
  const lists: { base: string; list: Node }[] = [{ base, list }];
  for (const one of lists) {
    for (const pair of one.list.namedChildren) {
      if (pair.type !== 'initializer_pair') continue;
      const value = pair.childForFieldName('value');
      const path = pair.namedChildren
        .filter(({ type }) => type === 'field_designator')
        .map(({ text }) => text.replace(/[\s.]/g, ''));
      if (value === null || path.length === 0) continue;
      const object = policyField([one.base, ...path].join('.'));
      const inner = initialiserOf(value);
      if (object.field !== undefined) {
        const effect = { kind: 'set', field: object.field, value } as const;
        found.push({ piece, node: pair, base: object.base, effect });
      } else if (inner !== undefined) {
        lists.push({ base: [one.base, ...path].join('.'), list: inner });
      }
    }
  }
  return found;
}

function callEvents(view: CodeView, piece: CodePiece, node: Node): RangeEvent[] {
  const callee = calledName(node);
  const given = argumentsOf(node);
  const [target] = given;
  if (FILLS.test(callee) && target !== undefined) {
    const base = objectOf(target);
    if (base === undefined) return [];
    const effect =
      clearedBy(node) === undefined
        ? ({ kind: 'other', value: undefined } as const)
        : ({ kind: 'zero' } as const);
    return [{ piece, node, base, effect }];
  }
  const isSeen = functionNamed(view, callee) !== undefined;
  if (!isSeen && SETS_NOTHING.test(callee)) return [];
  return given.flatMap((argument, parameter): RangeEvent[] => {
    const base = objectOf(argument);
    if (base === undefined) return [];
    const effect = isSeen ? ({ kind: 'given', callee, parameter } as const) : UNSEEN;
    return [{ piece, node, base, effect }];
  });
}

const FILLS = /^(?:__builtin_)?memset$|^memzero_explicit$/;

/** The object that a call fills with zeroes, by its name; undefined if it does something else. */
export function clearedBy(call: Node): string | undefined {
  const callee = calledName(call);
  const [target, content] = argumentsOf(call);
  if (target === undefined || !FILLS.test(callee)) return undefined;
  const isZero = callee.startsWith('memzero') || /^\(*(0|'\\0'|0x0+)\)*$/.test(content?.text ?? '');
  return isZero ? objectOf(target) : undefined;
}

const UNSEEN = { kind: 'unseen' } as const;

/** Functions and macros that take a range, and set nothing in it. */
export const SETS_NOTHING = new RegExp(
  `^(?:${RANGE_FAULT}|kv?free|sizeof|WARN\\w*|pr_\\w+|dev_\\w+|IS_ERR\\w*|unlikely|likely)$`,
);
