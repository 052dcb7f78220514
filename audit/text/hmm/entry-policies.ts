// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodePlace } from '../code/flow';
import { argumentsOf } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, homeOf } from '../code/view';
import type { AskedInCode } from './asked';
import type { PolicyContext } from './cells';
import { rangesOfArray } from './entries';
import { type EntrySource, sourceOfEntry } from './entry-runs';
import { callersOf, callSitesOf } from './functions';
import { type Policy, policiesAt } from './policy';
import { functionTakes } from './reaches';
import type { HeldRequest } from './request-paths';
import { requestsMade } from './requests-made';

/** Calls that a word is followed through to those who give it. */
const CALL_LIMIT = 3;
/** Callers whose ways are told apart. */
const CALLER_LIMIT = 16;

/** The policies that are certain on some way to the range faults of a function, from those in sight that call it. */
function onWays({ words }: PolicyContext, fn: FunctionView): readonly Policy[] {
  const callers = [fn, ...callersOf(fn)].slice(0, CALLER_LIMIT);
  return callers.flatMap((one) => {
    const made = functionTakes(one, 'fault') ? (requestsMade(words, one) ?? []) : [];
    return made.flatMap(({ target, path, held }): Policy[] => {
      if (target !== 'default_flags') return [];
      const masks = made.find((it) => it.target === 'pfn_flags_mask' && it.path === path);
      const [defaults, mask] = [askedBy(held), askedBy(masks?.held ?? [])];
      return defaults === undefined || mask === undefined ? [] : [{ defaults, mask }];
    });
  });
}

function askedBy(held: readonly HeldRequest[]): AskedInCode | undefined {
  const [only] = held;
  if (held.length !== 1 || only === undefined || only.rest !== '') return undefined;
  return { must: only.bits, may: only.bits, sure: true };
}

/** Whether a call in a function is one of those that matter. */
type Wanted = (caller: FunctionView, call: Node) => boolean;

/**
 * The policies of the ranges that may have filled an entry, which a function has from an array or is given by one of the
 * calls that are wanted. Empty if none is in sight.
 */
export function policiesOfEntry(
  context: PolicyContext,
  fn: FunctionView,
  from: EntrySource,
  place: CodePlace,
  isWanted: Wanted = () => true,
  depth = 0,
): readonly Policy[] {
  if (from.kind === 'array') {
    const ranges = rangesOfArray(context.view, fn, from.array, place);
    return ranges.flatMap((range) => {
      const there = { ...context, view: homeOf(range.fn) };
      const found = policiesAt(there, range.fn, range.base, range.point);
      const isSure = found.every(({ defaults, mask }) => defaults?.sure === true && mask?.sure);
      return found.length === 0 || isSure ? found : [...found, ...onWays(context, range.fn)];
    });
  }
  if (depth >= CALL_LIMIT) return [];
  return callSitesOf(fn).flatMap(({ caller, piece, call }) => {
    const argument = argumentsOf(call)[from.index];
    const source = argument === undefined ? undefined : sourceOfEntry(caller, argument);
    if (source === undefined || !isWanted(caller, call)) return [];
    const view = homeOf(caller);
    const there = { piece, node: call };
    return policiesOfEntry({ ...context, view }, caller, source, there, isWanted, depth + 1);
  });
}
