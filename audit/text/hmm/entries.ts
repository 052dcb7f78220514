// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, type Point, placeIn } from '../code/flow';
import type { Fragment } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesIn } from '../code/view';
import { callSitesOf, declaredName, parametersOf } from './functions';
import { eventsOf, objectOf, rootOf } from './ranges';

/** An expression that is given to a range as its array: `range->hmm_pfns = expression`. */
export interface ArrayGiven {
  readonly field: 'hmm_pfns' | 'pfns';
  /** The range, as `objectOf` names it; undefined if it has no name. */
  readonly base: string | undefined;
  readonly value: Node;
  readonly node: Node;
  readonly fragment: Fragment;
}

const given = new WeakMap<CodeView, readonly ArrayGiven[]>();

/** Where the arrays of ranges come from. */
export function arraysGiven(view: CodeView): readonly ArrayGiven[] {
  const known = given.get(view);
  if (known !== undefined) return known;
  const found = nodesIn(view, 'assignment_expression', 'initializer_pair').flatMap(
    ({ fragment, node }) => {
      const one = node.type === 'initializer_pair' ? givenByPair(node) : givenByStore(node);
      return one === undefined ? [] : [{ ...one, node, fragment }];
    },
  );
  given.set(view, found);
  return found;
}

type Given = Pick<ArrayGiven, 'field' | 'base' | 'value'>;

function givenByStore(node: Node): Given | undefined {
  const left = node.childForFieldName('left');
  const value = node.childForFieldName('right');
  if (left?.type !== 'field_expression' || value === null) return undefined;
  if (node.childForFieldName('operator')?.text !== '=') return undefined;
  const field = fieldOf(left.childForFieldName('field')?.text);
  const range = left.childForFieldName('argument');
  if (field === undefined || range === null) return undefined;
  return { field, base: objectOf(range), value };
}

/** `.hmm_pfns = value` of an initialiser; further in, the member's name is that of the range. */
function givenByPair(node: Node): Given | undefined {
  const value = node.childForFieldName('value');
  const names = node.namedChildren
    .filter(({ type }) => type === 'field_designator')
    .map(({ text }) => text.replace(/[\s.]/g, ''));
  const field = fieldOf(names.at(-1));
  if (field === undefined || value === null) return undefined;
  const outer: string[] = [];
  for (let one = node.parent; one !== null; one = one.parent) {
    if (one.type === 'initializer_pair') {
      outer.unshift(one.namedChildren[0]?.text.replace(/[\s.]/g, '') ?? '');
    } else if (one.type === 'init_declarator') {
      outer.unshift(declaredName(one.childForFieldName('declarator')) ?? '');
      break;
    } else if (one.type === 'assignment_expression') {
      const left = one.childForFieldName('left');
      outer.unshift((left === null ? undefined : objectOf(left)) ?? '');
      break;
    } else if (one.type === 'compound_statement') break;
  }
  const base = [...outer, ...names.slice(0, -1)].join('.');
  return { field, base: base === '' ? undefined : base, value };
}

function fieldOf(name: string | undefined): ArrayGiven['field'] | undefined {
  return name === 'hmm_pfns' || name === 'pfns' ? name : undefined;
}

const names = new WeakMap<CodeView, ReadonlySet<string>>();

/** The names under which entries are known: of the fields, and of the arrays given to them. */
export function entryNames(view: CodeView): ReadonlySet<string> {
  const known = names.get(view);
  if (known !== undefined) return known;
  const found = new Set(['hmm_pfns', 'pfns']);
  for (const { value } of arraysGiven(view)) {
    const object = objectOf(value);
    if (object !== undefined && object !== 'NULL') found.add(lastName(object));
  }
  names.set(view, found);
  return found;
}

export function lastName(object: string): string {
  return object.slice(object.lastIndexOf('.') + 1);
}

/**
 * The array that an expression is an entry of, as `objectOf` names it: of `range->hmm_pfns[i]`,
 * `*pfns`, or a variable that was given one of them. undefined if it is none.
 */
export function arrayOfEntry(
  view: CodeView,
  fn: FunctionView,
  expression: Node,
): string | undefined {
  const array = elementOf(expression);
  if (array !== undefined) {
    return entryNames(view).has(lastName(array)) ? array : arrayPointedTo(view, fn, array);
  }
  if (expression.type !== 'identifier') return undefined;
  for (const { effect } of eventsOf(fn).get(expression.text) ?? []) {
    if (effect.kind !== 'other' || effect.value === undefined) continue;
    const from = elementOf(effect.value);
    if (from !== undefined && entryNames(view).has(lastName(from))) return from;
  }
  return undefined;
}

/** The array that a pointer of the function goes through: `word = range->hmm_pfns`, `&pfns[i]`. */
function arrayPointedTo(view: CodeView, fn: FunctionView, pointer: string): string | undefined {
  for (const { base, effect } of eventsOf(fn).get(rootOf(pointer)) ?? []) {
    if (base !== pointer || effect.kind !== 'other' || effect.value === undefined) continue;
    const from = objectOf(effect.value);
    if (from !== undefined && entryNames(view).has(lastName(from))) return from;
  }
  return undefined;
}

function elementOf(expression: Node): string | undefined {
  let one: Node | null = expression;
  while (one !== null) {
    switch (one.type) {
      case 'parenthesized_expression':
        one = one.namedChildren[0] ?? null;
        break;
      case 'cast_expression':
        one = one.childForFieldName('value');
        break;
      case 'call_expression':
        one = /^(READ_ONCE|le64_to_cpu)$/.test(calledName(one))
          ? (argumentsOf(one)[0] ?? null)
          : null;
        break;
      case 'subscript_expression': {
        const array = one.childForFieldName('argument');
        return array === null ? undefined : objectOf(array);
      }
      case 'pointer_expression': {
        if (one.childForFieldName('operator')?.text !== '*') return undefined;
        const pointer = one.childForFieldName('argument');
        return pointer === null ? undefined : objectOf(pointer);
      }
      default:
        return undefined;
    }
  }
  return undefined;
}

/** A range, and where in which function it is the one that filled an array. */
interface RangeAt {
  readonly fn: FunctionView;
  readonly base: string;
  readonly point: Point;
}

/** How many functions an array is followed through, and how many ranges or callers are distinguished. */
const VISIT_LIMIT = 64;
const SITE_LIMIT = 16;

/** The ranges whose array this may be; empty if the file does not tell. */
export function rangesOfArray(
  view: CodeView,
  fn: FunctionView,
  array: string,
  place: CodePlace,
  visited = new Set<string>(),
): readonly RangeAt[] {
  const visit = `${fn.name} ${array}`;
  if (visited.has(visit) || visited.size >= VISIT_LIMIT) return [];
  visited.add(visit);
  if (array.includes('.') && fieldOf(lastName(array)) !== undefined) {
    return [{ fn, base: array.slice(0, array.lastIndexOf('.')), point: place }];
  }
  const here = arraysGiven(view).filter(
    ({ value, fragment, node }) =>
      objectOf(value) === array && placeIn(fn, fragment, node) !== undefined,
  );
  const own = here.flatMap(({ base }) => (base === undefined ? [] : [{ fn, base, point: place }]));
  if (own.length > 0) return own;
  for (const { base, effect } of eventsOf(fn).get(rootOf(array)) ?? []) {
    if (base !== array || effect.kind !== 'other' || effect.value === undefined) continue;
    const from = objectOf(effect.value);
    if (from !== undefined && from !== array) {
      const found = rangesOfArray(view, fn, from, place, visited);
      if (found.length > 0) return found;
    }
  }
  const parameter = parametersOf(fn).indexOf(rootOf(array));
  if (parameter >= 0) {
    const found = callSitesOf(fn)
      .slice(0, SITE_LIMIT)
      .flatMap(({ caller, piece, call }) => {
        const argument = argumentsOf(call)[parameter];
        const object = argument === undefined ? undefined : objectOf(argument);
        if (object === undefined) return [];
        const there = object + array.slice(rootOf(array).length);
        return rangesOfArray(homeOf(caller), caller, there, { piece, node: call }, visited);
      });
    return found.slice(0, SITE_LIMIT);
  }
  // What another function of the file left in a structure may have been looked at since.
  return [];
}
