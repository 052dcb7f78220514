// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type CodeView,
  type FunctionView,
  homeOf,
  nodesOf,
  oncePer,
  type Program,
} from '../code/view';

const ownByName = oncePer(
  (view: CodeView): ReadonlyMap<string, FunctionView> =>
    new Map(view.functions.map((fn) => [fn.name, fn])),
);

/** What other files can call: a name that two files define is nobody's. */
const sharedByName = oncePer((program: Program): ReadonlyMap<string, FunctionView | undefined> => {
  const found = new Map<string, FunctionView | undefined>();
  for (const fn of program.views.flatMap(({ functions }) => functions)) {
    if (!isStatic(fn)) found.set(fn.name, found.has(fn.name) ? undefined : fn);
  }
  return found;
});

/** The function that a name means in a file: its own, or one that another file has for all. */
export function functionNamed(view: CodeView, name: string): FunctionView | undefined {
  if (name === '') return undefined;
  return ownByName(view).get(name) ?? sharedByName(view.program).get(name);
}

function isStatic({ pieces }: FunctionView): boolean {
  return pieces.some(({ node }) => /^[\w\s]{0,99}\bstatic\b/.test(node.text.slice(0, 99)));
}

/** The name inside a declarator: of `*range`, `range[2]`. */
export function declaredName(declarator: Node | null): string | undefined {
  for (let one = declarator; one !== null; one = one.childForFieldName('declarator')) {
    if (one.type === 'identifier' || one.type === 'field_identifier') return one.text;
  }
  return undefined;
}

/** The names of a function's parameters, in order; '' for what has none. */
export function parametersOf({ pieces }: FunctionView): readonly string[] {
  for (const { node } of pieces) {
    const [head] =
      node.childForFieldName('declarator')?.descendantsOfType('function_declarator') ?? [];
    const list = head?.childForFieldName('parameters')?.namedChildren ?? [];
    const names = list
      .filter(({ type }) => type === 'parameter_declaration')
      .map((one) => declaredName(one.childForFieldName('declarator')) ?? '');
    if (names.length > 0) return names;
  }
  return [];
}

/** A call of a function that is in sight. */
interface CallSite {
  readonly caller: FunctionView;
  readonly piece: CodePiece;
  readonly call: Node;
}

const sitesByFunction = oncePer(
  (program: Program): ReadonlyMap<FunctionView, readonly CallSite[]> => {
    const found = new Map<FunctionView, CallSite[]>();
    for (const view of program.views) {
      for (const caller of view.functions) {
        for (const { fragment, node } of nodesOf(caller, 'call_expression')) {
          const place = placeIn(caller, fragment, node);
          const called = functionNamed(view, calledName(node));
          if (place === undefined || called === undefined) continue;
          const list = found.get(called) ?? [];
          list.push({ caller, piece: place.piece, call: node });
          found.set(called, list);
        }
      }
    }
    return found;
  },
);

/** Where the files that are read together call a function. */
export function callSitesOf(fn: FunctionView): readonly CallSite[] {
  return fn.name === '' ? [] : (sitesByFunction(homeOf(fn).program).get(fn) ?? []);
}

/** The functions in sight that call this one, directly or not. */
export function callersOf(fn: FunctionView): readonly FunctionView[] {
  const found = new Set<FunctionView>();
  const pending = [fn];
  for (const one of pending) {
    for (const { caller } of callSitesOf(one)) {
      if (caller === fn || found.has(caller)) continue;
      found.add(caller);
      pending.push(caller);
    }
  }
  return [...found];
}
