// SPDX-License-Identifier: GPL-2.0-or-later
import { endOf, type Point, placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName } from '../code/nodes';
import { type CodeView, type FunctionView, nodesIn, oncePer } from '../code/view';
import { arrayOrigin } from '../hmm/array-origin';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { type ArrayGiven, arraysGiven, lastName } from '../hmm/entries';
import { countingBits, policiesAt } from '../hmm/policy';
import { objectOf } from '../hmm/ranges';
import { isIn } from '../hmm/stores';
import { type Hit, type PatchSide, type Rule, type Subject, source } from './rule';

/** Whether the array is initialised, given whether the mask lets its content count. */
export const arrayInit: Rule = {
  id: 'array-init',
  title: 'the content of the array and pfn_flags_mask do not match',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'A page’s request is (entry & pfn_flags_mask) | default_flags: with a mask of 0 the previous ' +
    'content of the array does not matter, with any other mask it decides which pages are faulted.',
  effect:
    'Uninitialised memory requests random faults, or makes the range fail with -EPERM; requests ' +
    'under a mask of 0 are silently ignored.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT;
            range->hmm_pfns = kvmalloc_array(count, sizeof(*range->hmm_pfns), GFP_KERNEL);
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long count)
    {
            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = 0;
            range->hmm_pfns = kvmalloc_array(count, sizeof(*range->hmm_pfns), GFP_KERNEL);
            return hmm_range_fault(range);
    }`),
  *check({ now }: Subject): Generator<Hit> {
    for (const fn of now.view.functions) {
      yield* uselessRequests(now, fn);
      for (const given of arraysGiven(now.view)) {
        const place = placeIn(fn, given.fragment, given.node);
        if (place !== undefined) yield* checkArray(now, fn, given);
      }
    }
  },
};

function* uselessRequests(now: PatchSide, fn: FunctionView): Generator<Hit> {
  const own = now.stores.filter((store) => isIn(fn, store));
  // Zeroes of an initialiser that something may overwrite elsewhere prove nothing.
  if (!own.some(({ target }) => target === 'pfn_flags_mask')) return;
  const policies = rangeFaults(fn).flatMap(({ fragment, node }) => {
    const place = placeIn(fn, fragment, node);
    const base = rangeOf(node);
    return place === undefined || base === undefined ? [] : policiesAt(now, fn, base, place);
  });
  if (policies.length === 0 || policies.some(({ mask }) => !mask?.sure || mask.may !== 0)) return;
  for (const { target, line, text } of own) {
    if (target !== 'entry' || !/\bHMM_PFN_REQ_/.test(text)) continue;
    yield { line, reason: `${text} is ignored: pfn_flags_mask is 0`, severity: 'suspicious' };
  }
}

function* checkArray(now: PatchSide, fn: FunctionView, given: ArrayGiven): Generator<Hit> {
  const origin = arrayOrigin(now, fn, given);
  const point = faultOf(fn, given) ?? endOf(fn);
  const line = origin?.line ?? lineOf(given.fragment, given.node);
  if (origin === undefined || line === undefined || given.base === undefined) return;
  if (origin.zeroed || point === undefined || writesEntries(now, given)) return;
  const policies = policiesAt(now, fn, given.base, point);
  if (!policies.some((policy) => policy.mask?.sure && countingBits(policy) !== 0)) return;
  yield {
    line,
    reason: `${origin.text} leaves random requests in the array, and the mask is not 0`,
  };
}

/** The range fault in the function that uses the array. */
function faultOf(fn: FunctionView, { base }: ArrayGiven): Point | undefined {
  const fault = rangeFaults(fn).find(({ node }) => rangeOf(node) === base);
  return fault === undefined ? undefined : placeIn(fn, fault.fragment, fault.node);
}

const WRITING = /fill|init|prep|set|cpy|copy|encode|request/;

/** Whether anything in the file writes to the array, or may do so inside a call. */
function writesEntries({ view, stores }: PatchSide, { value }: ArrayGiven): boolean {
  if (stores.some(({ target }) => target === 'entry')) return true;
  const array = objectOf(value);
  const names = new Set(['hmm_pfns', ...(array === undefined ? [] : [lastName(array)])]);
  return [...names].some((name) => namesWritten(view).has(name));
}

/** The last names of what a file stores in by an index, or gives to functions that may. */
const namesWritten = oncePer(
  (view: CodeView): ReadonlySet<string> =>
    new Set(
      nodesIn(view, 'call_expression', 'assignment_expression')
        .flatMap(({ node }) => {
          if (node.type === 'call_expression')
            return WRITING.test(calledName(node)) ? argumentsOf(node) : [];
          const left = node.childForFieldName('left');
          return left?.type === 'subscript_expression' ? [left] : [];
        })
        .flatMap((node) => objectOf(node) ?? [])
        .map(lastName),
    ),
);
