// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, type FunctionView, nodesOf } from '../code/view';

const byName = new WeakMap<CodeView, ReadonlyMap<string, FunctionView>>();

/** The function of a name, if the file shows it. */
export function functionNamed(view: CodeView, name: string): FunctionView | undefined {
  let known = byName.get(view);
  if (known === undefined) {
    known = new Map(view.functions.map((fn) => [fn.name, fn]));
    byName.set(view, known);
  }
  return name === '' ? undefined : known.get(name);
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

/** A call of a function of the file. */
export interface CallSite {
  readonly caller: FunctionView;
  readonly piece: CodePiece;
  readonly call: Node;
}

const sites = new WeakMap<CodeView, ReadonlyMap<string, readonly CallSite[]>>();

/** Where the file calls a function. */
export function callSitesOf(view: CodeView, fn: FunctionView): readonly CallSite[] {
  let known = sites.get(view);
  if (known === undefined) {
    const found = new Map<string, CallSite[]>();
    for (const caller of view.functions) {
      for (const { fragment, node } of nodesOf(caller, 'call_expression')) {
        const place = placeIn(caller, fragment, node);
        const name = calledName(node);
        if (place === undefined || name === '') continue;
        const list = found.get(name) ?? [];
        list.push({ caller, piece: place.piece, call: node });
        found.set(name, list);
      }
    }
    known = found;
    sites.set(view, known);
  }
  return fn.name === '' ? [] : (known.get(fn.name) ?? []);
}

/** The functions of the file that call this one, directly or not. */
export function callersOf(view: CodeView, fn: FunctionView): readonly FunctionView[] {
  const found = new Set<FunctionView>();
  const pending = [fn];
  for (const one of pending) {
    for (const { caller } of callSitesOf(view, one)) {
      if (caller === fn || found.has(caller)) continue;
      found.add(caller);
      pending.push(caller);
    }
  }
  return [...found];
}
