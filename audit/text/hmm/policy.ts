// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodeView, callersOf, type FunctionView, functionText } from '../code/view';
import { type Ask, both, either, FAULT, NOTHING } from './ask';
import { isIn, type RequestStore } from './stores';

/** What a range asks of every page, and what counts of a page's request; undefined: not seen. */
export interface Policy {
  readonly defaults: Ask | undefined;
  readonly mask: Ask | undefined;
}

const INITIALISED = /\bstruct\s+hmm_range\s+\w+\s*=\s*\{/;
const ZEROED =
  /\b\w*range\w*\s*=\s*\w*(zalloc|calloc)\w*\s*\(|\bmemset\s*\(\s*&?\s*\w*range\w*\s*,\s*0\b/;

/** The policy that a function itself sets; undefined if it sets none. */
export function ownPolicy(fn: FunctionView, stores: readonly RequestStore[]): Policy | undefined {
  const own = stores.filter((store) => isIn(fn, store));
  const text = functionText(fn);
  const zeroed = INITIALISED.test(text) || ZEROED.test(text);
  const defaults = combined(own, 'default_flags', zeroed);
  const mask = combined(own, 'pfn_flags_mask', zeroed);
  const sets = zeroed || own.some(({ target }) => target !== 'entry');
  return sets ? { defaults, mask } : undefined;
}

function combined(
  stores: readonly RequestStore[],
  target: RequestStore['target'],
  zeroed: boolean,
): Ask | undefined {
  const those = stores.filter((store) => store.target === target);
  const set = those.filter(({ adds }) => !adds).map(({ ask }) => ask);
  let sum: Ask | undefined = zeroed ? NOTHING : undefined;
  if (set.length > 0) {
    sum = set.reduce((one, two) =>
      one === undefined || two === undefined ? undefined : either(one, two),
    );
  }
  for (const { ask } of those.filter(({ adds }) => adds)) {
    // An addition may stand under a condition, so it makes nothing certain.
    if (sum !== undefined && ask !== undefined) sum = both(sum, { must: 0, may: ask.may });
  }
  return sum;
}

/**
 * The policies under which a function may run: its own, or those of the functions that call it, or
 * of the whole file. Empty if none is in sight.
 */
export function policiesFor(
  view: CodeView,
  fn: FunctionView,
  stores: readonly RequestStore[],
): Policy[] {
  const groups = [[fn], callersOf(view, fn), view.functions];
  for (const group of groups) {
    const found = group.flatMap((one) => ownPolicy(one, stores) ?? []);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether success makes every page VALID: the default is asked of each, whatever the mask. */
export function guaranteesValid({ defaults }: Policy): boolean {
  return defaults !== undefined && (defaults.must & FAULT) !== 0;
}

/** Whether it reports pages and faults none. */
export function isSnapshot({ defaults, mask }: Policy): boolean {
  return defaults?.may === 0 && mask?.may === 0;
}
