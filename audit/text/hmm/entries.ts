// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, type Point, placeIn } from '../code/flow';
import type { Fragment } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, homeOf, nodesIn, nodesOf, oncePer } from '../code/view';
import { filesOfDriver } from './driver-files';
import { callSitesOf, declaredName, functionNamed, parametersOf } from './functions';
import { eventsOf, objectOf, rootOf } from './ranges';
import { callTakes } from './reaches';

/** An expression that is given to a range as its array: `range->hmm_pfns = expression`. */
export interface ArrayGiven {
  readonly field: 'hmm_pfns' | 'pfns';
  /** The range, as `objectOf` names it; undefined if it has no name. */
  readonly base: string | undefined;
  readonly value: Node;
  readonly node: Node;
  readonly fragment: Fragment;
}

const arrays = new WeakMap<CodeView, readonly ArrayGiven[]>();

/** Where the arrays of ranges come from. */
export function arraysGiven(view: CodeView): readonly ArrayGiven[] {
  const known = arrays.get(view);
  if (known !== undefined) return known;
  const found = nodesIn(view, 'assignment_expression', 'initializer_pair').flatMap(
    ({ fragment, node }) => {
      const one = node.type === 'initializer_pair' ? givenByPair(node) : givenByStore(node);
      return one === undefined ? [] : [{ ...one, node, fragment }];
    },
  );
  arrays.set(view, found);
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

/** Whether an object, as `objectOf` names it, is an array of entries: by its name, or as the member that another file gives to a range. */
export function isEntryArray(view: CodeView, object: string): boolean {
  if (entryNames(view).has(lastName(object))) return true;
  return object.includes('.') && (arraysElsewhere(view).get(tailOf(object)) ?? []).length > 0;
}

/** `map.pfn_list` of `odp.map.pfn_list`: a structure in another file is known by another name. */
function tailOf(object: string): string {
  return object.split('.').slice(-2).join('.');
}

/** The members of structures that other files give to ranges, whose functions this one calls, or that are of the same driver. */
const arraysElsewhere = oncePer((view: CodeView): ReadonlyMap<string, readonly ArrayGiven[]> => {
  const called = new Set(
    nodesIn(view, 'call_expression').flatMap(({ node }) => {
      const callee = functionNamed(view, calledName(node));
      return callee === undefined ? [] : [homeOf(callee)];
    }),
  );
  const others = [...new Set([...filesOfDriver(view), ...called])].filter((one) => one !== view);
  const found = new Map<string, ArrayGiven[]>();
  for (const one of others.flatMap(arraysGiven)) {
    // A pointer by itself may be anything's; a member of a member has a name of its own.
    const object = objectOf(one.value);
    if (object === undefined || object.split('.').length < 3) continue;
    const tail = tailOf(object);
    found.set(tail, [...(found.get(tail) ?? []), one]);
  }
  return found;
});

export function lastName(object: string): string {
  return object.slice(object.lastIndexOf('.') + 1);
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
  for (const from of setTo(fn, array).filter((one) => one !== array)) {
    const found = rangesOfArray(view, fn, from, place, visited);
    if (found.length > 0) return found;
  }
  if (isLeftElsewhere(fn, array)) return rangesLeft(view, array);
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

/** Whether an array is the member of a structure in which a function of another file has left its entries, or a pointer to it. */
export function isLeftElsewhere(fn: FunctionView, array: string): boolean {
  const view = homeOf(fn);
  const isLeft = (object: string): boolean =>
    !entryNames(view).has(lastName(object)) && isEntryArray(view, object);
  return isLeft(array) || setTo(fn, array).some(isLeft);
}

/** The objects that a pointer of a function is set to. */
function setTo(fn: FunctionView, pointer: string): readonly string[] {
  return (eventsOf(fn).get(rootOf(pointer)) ?? []).flatMap(({ base, effect }) => {
    if (base !== pointer || effect.kind !== 'other' || effect.value === undefined) return [];
    return objectOf(effect.value) ?? [];
  });
}

/** The ranges of other files that fill such a member, where they are faulted. */
function rangesLeft(view: CodeView, array: string): readonly RangeAt[] {
  return (arraysElsewhere(view).get(tailOf(array)) ?? []).flatMap(({ base, fragment, node }) => {
    for (const { home, fn } of functionsWith(view, fragment, node)) {
      const walk = nodesOf(fn, 'call_expression').find(
        (one) => one.node.startIndex > node.startIndex && callTakes(home, one.node, 'fault'),
      );
      const point = walk === undefined ? undefined : placeIn(fn, walk.fragment, walk.node);
      if (point !== undefined && base !== undefined) return [{ fn, base, point }];
    }
    return [];
  });
}

function functionsWith({ program }: CodeView, fragment: Fragment, node: Node) {
  return program.views.flatMap((home) =>
    home.functions
      .filter((fn) => placeIn(fn, fragment, node) !== undefined)
      .map((fn) => ({ home, fn })),
  );
}
