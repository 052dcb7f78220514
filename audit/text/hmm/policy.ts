// SPDX-License-Identifier: GPL-2.0-or-later
import type { Point } from '../code/flow';
import { argumentsOf } from '../code/nodes';
import type { FunctionView } from '../code/view';
import { FAULT } from './ask';
import type { AskedInCode } from './asked';
import { CALL_LIMIT, CALLER_LIMIT, cell, finalCell, type PolicyContext } from './cells';
import { callSitesOf, parametersOf } from './functions';
import { eventsOf, objectOf, rootOf } from './ranges';

/** What a range asks of every page, and what counts of a page's request; undefined: not seen. */
export interface Policy {
  readonly defaults: AskedInCode | undefined;
  readonly mask: AskedInCode | undefined;
}

/**
 * The policies that a range may have where the point is reached: as the function sets it, or those
 * it calls, or those that call it. Empty if nothing in the file sets one.
 *
 * @param base the range, as `objectOf` names it.
 */
export function policiesAt(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  point: Point,
): readonly Policy[] {
  const found = follow(context, fn, base, point, new Set());
  const seen = found.filter(({ defaults, mask }) => defaults !== undefined || mask !== undefined);
  return seen.length > 0 ? seen : samePlaceElsewhere(context, base);
}

function follow(
  context: PolicyContext,
  fn: FunctionView,
  base: string,
  point: Point,
  visited: Set<string>,
): readonly Policy[] {
  visited.add(`${fn.name} ${base}`);
  const own: Policy = {
    defaults: cell(context, fn, base, 'default_flags', point, 0),
    mask: cell(context, fn, base, 'pfn_flags_mask', point, 0),
  };
  if (own.defaults !== undefined && own.mask !== undefined) return [own];
  const root = rootOf(base);
  const parameter = parametersOf(fn).indexOf(root);
  if (parameter < 0 || visited.size >= VISIT_LIMIT) return [own];
  const sites = callSitesOf(fn).slice(0, CALLER_LIMIT);
  const callers = sites.flatMap(({ caller, piece, call }) => {
    const argument = argumentsOf(call)[parameter];
    const object = argument === undefined ? undefined : objectOf(argument);
    const there = object === undefined ? '' : object + base.slice(root.length);
    if (there === '' || visited.has(`${caller.name} ${there}`)) return [];
    return follow(context, caller, there, { piece, node: call }, visited);
  });
  if (callers.length === 0) return [own];
  return callers
    .slice(0, CALLER_LIMIT)
    .map(({ defaults, mask }) => ({ defaults: own.defaults ?? defaults, mask: own.mask ?? mask }));
}

/** Functions that a range is followed through. */
const VISIT_LIMIT = 64;

/** Set by another function in the same place of its own structure: likely, never sure. */
function samePlaceElsewhere(context: PolicyContext, base: string): readonly Policy[] {
  const place = base.slice(base.lastIndexOf('.') + 1);
  return context.view.functions.flatMap((fn) => {
    const bases = new Set<string>();
    for (const events of eventsOf(fn).values()) {
      for (const { base: one, effect } of events) {
        if (effect.kind === 'set' && one.slice(one.lastIndexOf('.') + 1) === place) bases.add(one);
      }
    }
    return [...bases].slice(0, CALLER_LIMIT).map((one) => ({
      defaults: unsure(finalCell(context, fn, one, 'default_flags', CALL_LIMIT)),
      mask: unsure(finalCell(context, fn, one, 'pfn_flags_mask', CALL_LIMIT)),
    }));
  });
}

function unsure(asked: AskedInCode | undefined): AskedInCode | undefined {
  return asked === undefined ? undefined : { ...asked, sure: false };
}

/** Whether success makes every page VALID: the default is asked of each, whatever the mask. */
export function guaranteesValid({ defaults }: Policy): boolean {
  return defaults !== undefined && (defaults.must & FAULT) !== 0;
}

/** Whether it is certain that not every page is asked for by default. */
export function lacksFault({ defaults }: Policy): boolean {
  return defaults?.sure === true && (defaults.must & FAULT) === 0;
}

/** Whether it reports pages and faults none. */
export function isSnapshot({ defaults, mask }: Policy): boolean {
  return defaults?.may === 0 && mask?.may === 0;
}

/** The bits of a page's own request that make a difference: in the mask, and in no default. */
export function countingBits({ defaults, mask }: Policy): number {
  return (mask?.must ?? 0) & ~(defaults?.must ?? 0);
}
