// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, placeIn } from '../code/flow';
import { argumentsOf, calledName, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf, nodesOf } from '../code/view';
import { isEntryArray } from './entries';
import { type EntrySource, sourceOfEntry } from './entry-runs';
import { objectOf } from './ranges';

/** An expression that makes a page or an address of an entry. */
export interface PageTaken extends CodePlace {
  /** The entry, and where it is from. */
  readonly entry: Node;
  readonly from: EntrySource;
}

const TAKING = /^(hmm_pfn_to_(page|phys|pfn)|pfn_to_page|pfn_to_phys)$/;

/** Calls and masks that turn an element of the array into a page or an address. */
export function pagesTaken(fn: FunctionView): PageTaken[] {
  const found: PageTaken[] = [];
  for (const { fragment, node } of nodesOf(fn, 'call_expression', 'binary_expression')) {
    const isCall = node.type === 'call_expression';
    const mapped = isCall ? mapOfCall(node) : undefined;
    const entry = mapped ?? (isCall ? entryOfCall(node) : withoutFlags(node));
    const place = entry === undefined ? undefined : placeIn(fn, fragment, node);
    if (entry === undefined || place === undefined) continue;
    const from = mapped === undefined ? sourceOfEntry(fn, entry) : sourceOfMap(fn, mapped);
    // The mask inside of a call is the call's.
    if (from !== undefined && found.at(-1)?.entry !== entry) found.push({ ...place, entry, from });
  }
  return found;
}

/** `hmm_dma_map_pfn(dev, &own->map, index, …)` makes an address of an entry of the map. */
function mapOfCall(call: Node): Node | undefined {
  return calledName(call) === 'hmm_dma_map_pfn' ? argumentsOf(call)[1] : undefined;
}

function sourceOfMap(fn: FunctionView, map: Node): EntrySource | undefined {
  const object = objectOf(map);
  const array = `${object}.pfn_list`;
  const isKnown = object !== undefined && isEntryArray(homeOf(fn), array);
  return isKnown ? { kind: 'array', array } : undefined;
}

function entryOfCall(call: Node): Node | undefined {
  const [entry] = argumentsOf(call);
  if (entry === undefined || !TAKING.test(calledName(call))) return undefined;
  return withoutFlags(entry) ?? entry;
}

/** `entry` of `entry & ~HMM_PFN_FLAGS`. */
function withoutFlags(expression: Node): Node | undefined {
  if (expression.type === 'parenthesized_expression') {
    const [inner] = expression.namedChildren;
    return inner === undefined ? undefined : withoutFlags(inner);
  }
  if (expression.type !== 'binary_expression') return undefined;
  if (expression.childForFieldName('operator')?.text !== '&') return undefined;
  const mask = expression.childForFieldName('right');
  if (mask === null || !/^~[\s(]{0,9}HMM_PFN_FLAGS\b/.test(plainText(mask))) return undefined;
  return expression.childForFieldName('left') ?? undefined;
}
