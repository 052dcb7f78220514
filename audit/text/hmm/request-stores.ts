// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, functionText, nodesOf, oncePer } from '../code/view';
import { eventsOf, objectOf, type RangeEvent } from './ranges';
import type { StoreKind } from './request-paths';

const CONCERNS =
  /default_flags|pfn_flags_mask|\bhmm_range_fault|HMM_PFN_(?:REQ_)?(?:FAULT|WRITE|VALID)|(?:pfns?|phys|reqs?|requests?|entries)\[/;

/** Whether a function has anything to do with requests. */
export const mentionsRequests = oncePer((fn: FunctionView): boolean =>
  CONCERNS.test(functionText(fn)),
);

/** Expressions that change something. */
export const EFFECTS = [
  'assignment_expression',
  'init_declarator',
  'initializer_pair',
  'call_expression',
  'update_expression',
];
/** Statements that lead elsewhere. */
export const LEAVING = [
  'return_statement',
  'goto_statement',
  'break_statement',
  'continue_statement',
];
/** The events of a piece by the node that they are of. */
export const eventsByNode = oncePer(
  (piece: CodePiece): ReadonlyMap<Node, readonly RangeEvent[]> => {
    const found = new Map<Node, RangeEvent[]>();
    for (const event of [...eventsOf(piece.fn()).values()].flat()) {
      if (event.piece !== piece) continue;
      const list = found.get(event.node);
      if (list === undefined) found.set(event.node, [event]);
      else list.push(event);
    }
    return found;
  },
);

/** The variables of a function that go into a request, a call, or what it returns. */
export const flagNames = oncePer((fn: FunctionView): ReadonlySet<string> => {
  const found = new Set<string>();
  const take = (node: Node | null | undefined): void => {
    for (const { text } of node?.descendantsOfType('identifier') ?? []) found.add(text);
  };
  const stores = nodesOf(fn, 'assignment_expression', 'init_declarator', 'initializer_pair').map(
    ({ node }) => node,
  );
  for (const { node } of nodesOf(fn, 'return_statement', 'argument_list')) take(node);
  for (let round = 0; round < 3; round += 1) {
    for (const node of stores) {
      const target = targetOf(node);
      if (target?.type !== 'identifier' || found.has(target.text)) take(storedValueIn(node));
    }
  }
  return found;
});

/** What a store changes. */
export function targetOf(node: Node): Node | null {
  return (
    node.childForFieldName('left') ??
    node.childForFieldName('declarator') ??
    node.childForFieldName('argument')
  );
}

/** What a store puts there. */
export function storedValueIn(node: Node): Node | null {
  return node.childForFieldName('right') ?? node.childForFieldName('value');
}

/** An entry of an array of requests, by the array's name. */
export function isEntry(target: Node): boolean {
  const object = /^(subscript|pointer)_expression$/.test(target.type)
    ? objectOf(target)
    : undefined;
  if (object === undefined) return false;
  return target.type === 'subscript_expression'
    ? /(?:pfns?|phys|reqs?|requests?|entries)$/.test(object)
    : /(?:pfns?|entry)$/.test(object);
}

/** How a store changes what its target holds. */
export function storeKindOf(node: Node): StoreKind {
  switch (node.childForFieldName('operator')?.text ?? '=') {
    case '=':
      return 'set';
    case '|=':
      return 'add';
    default:
      return 'spoil';
  }
}
