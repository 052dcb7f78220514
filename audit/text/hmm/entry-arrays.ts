// SPDX-License-Identifier: GPL-2.0-or-later
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodeView,
  type FunctionView,
  homeOf,
  nodesOf,
  oncePer,
  type Program,
} from '../code/view';
import { isEntryArray } from './entries';
import { functionNamed, parametersOf } from './functions';
import { eventsOf, objectOf, rootOf } from './ranges';

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
  if (array !== undefined) return arrayNamed(view, fn, array);
  if (expression.type !== 'identifier') return undefined;
  for (const { effect } of eventsOf(fn).get(expression.text) ?? []) {
    if (effect.kind !== 'other' || effect.value === undefined) continue;
    const from = elementOf(effect.value);
    const found = from === undefined ? undefined : arrayNamed(view, fn, from);
    if (found !== undefined) return found;
  }
  return undefined;
}

function arrayNamed(view: CodeView, fn: FunctionView, object: string): string | undefined {
  return isEntryArray(view, object) ? object : arrayPointedTo(view, fn, object);
}

/** The array that a pointer of the function goes through: `word = range->hmm_pfns`, `&pfns[i]`, or a parameter given one. */
function arrayPointedTo(view: CodeView, fn: FunctionView, pointer: string): string | undefined {
  const given = givenArrays(view.program).get(fn);
  return given?.has(pointer) ? pointer : arraySetIn(view, fn, pointer, given);
}

function arraySetIn(
  view: CodeView,
  fn: FunctionView,
  pointer: string,
  given: ReadonlySet<string> | undefined,
): string | undefined {
  for (const { base, effect } of eventsOf(fn).get(rootOf(pointer)) ?? []) {
    if (base !== pointer || effect.kind !== 'other' || effect.value === undefined) continue;
    const from = objectOf(effect.value);
    if (from === undefined) continue;
    if (isEntryArray(view, from) || given?.has(from)) return from;
  }
  return undefined;
}

/**
 * The parameters of functions for which some call in sight gives an array, or the address of an entry in one. Goes on
 * from function to function without calling itself: a file may have thousands that call each other.
 */
const givenArrays = oncePer(
  ({ views }: Program): ReadonlyMap<FunctionView, ReadonlySet<string>> => {
    const found = new Map<FunctionView, Set<string>>();
    const pending = views.flatMap(({ functions }) => functions);
    for (const caller of pending) {
      const home = homeOf(caller);
      const isArray = (object: string): boolean =>
        isEntryArray(home, object) ||
        found.get(caller)?.has(object) === true ||
        arraySetIn(home, caller, object, found.get(caller)) !== undefined;
      for (const { node: call } of nodesOf(caller, 'call_expression')) {
        const callee = functionNamed(home, calledName(call));
        if (callee === undefined) continue;
        const names = parametersOf(callee);
        const known = found.get(callee) ?? new Set();
        const fresh = argumentsOf(call).flatMap((argument, index) => {
          const [name, object] = [names[index] ?? '', objectOf(argument)];
          if (name === '' || known.has(name) || elementOf(argument) !== undefined) return [];
          return object !== undefined && isArray(object) ? [name] : [];
        });
        if (fresh.length === 0) continue;
        found.set(callee, new Set([...known, ...fresh]));
        pending.push(callee);
      }
    }
    return found;
  },
);

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
