// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { stackArrays } from '../code/stack-arrays';
import type { CodeView, FunctionView } from '../code/view';
import { rangeFaults } from '../hmm/attempt';
import { type ArrayGiven, arraysGiven } from '../hmm/entries';
import { ownPolicy, type Policy } from '../hmm/policy';
import { isIn, type RequestStore } from '../hmm/stores';
import { type Hit, type Rule, type Subject, source } from './rule';

const ALLOCATION = /\b(\w*alloc\w*)\s*\(/;
const ZEROING = /zalloc|calloc|__GFP_ZERO/;

/** Whether the array is initialised, against whether the mask lets its content count. */
export const arrayInit: Rule = {
  id: 'array-init',
  title: 'the array’s content and pfn_flags_mask do not fit',
  severity: 'bug',
  why:
    'A page’s request is (entry & pfn_flags_mask) | default_flags: with a mask of 0 what the array ' +
    'holds before does not matter, with any other mask it decides which pages are faulted.',
  suffers:
    'Random memory asks for random faults, or fails the range with -EPERM; requests behind a mask ' +
    'of 0 are ignored without a word.',
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
  *check({ now: { view, stores } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      const policy = ownPolicy(fn, stores);
      if (policy?.mask === undefined) continue;
      yield* uselessRequests(fn, policy, stores);
      for (const given of arraysGiven(view)) {
        if (isInFunction(fn, given)) yield* checkArray(view, fn, given, policy, stores);
      }
    }
  },
};

function* uselessRequests(
  fn: FunctionView,
  { mask }: Policy,
  stores: readonly RequestStore[],
): Generator<Hit> {
  if (mask?.may !== 0 || rangeFaults(fn).length === 0) return;
  const own = stores.filter((store) => isIn(fn, store));
  // Zeroes of an initialiser that something may overwrite elsewhere prove nothing.
  if (!own.some(({ target }) => target === 'pfn_flags_mask')) return;
  for (const { target, line, text } of own) {
    if (target !== 'entry' || !/\bHMM_PFN_REQ_/.test(text)) continue;
    yield { line, reason: `${text} is ignored: pfn_flags_mask is 0`, severity: 'suspicious' };
  }
}

function* checkArray(
  view: CodeView,
  fn: FunctionView,
  given: ArrayGiven,
  { mask }: Policy,
  stores: readonly RequestStore[],
): Generator<Hit> {
  const origin = originOf(view, fn, given);
  const line = given.fragment.lines[given.row];
  if (origin === undefined || line === undefined || mask === undefined) return;
  if (mask.may === 0 && origin.zeroed) {
    const reason = `${origin.text} initialises entries that a mask of 0 makes irrelevant`;
    yield { line: origin.line ?? line, reason, severity: 'note' };
  } else if (mask.must !== 0 && !origin.zeroed && !writesEntries(view, given, stores)) {
    const reason = `${origin.text} leaves random requests in the array, and the mask is not 0`;
    yield { line: origin.line ?? line, reason };
  }
}

interface Origin {
  readonly text: string;
  readonly zeroed: boolean;
  readonly line: ArrayGiven['fragment']['lines'][number] | undefined;
}

/** Where the array comes from: an allocation, or the stack. undefined: from elsewhere. */
function originOf(view: CodeView, fn: FunctionView, { value }: ArrayGiven): Origin | undefined {
  const here = ALLOCATION.exec(value)?.[1];
  if (here !== undefined)
    return { text: `${here}()`, zeroed: ZEROING.test(value), line: undefined };
  if (!/^\w+$/.test(value)) return undefined;
  const local = stackArrays(view, fn).find(({ name }) => name === value);
  if (local !== undefined) {
    const zeroed = local.node.parent?.type === 'init_declarator';
    const text = zeroed ? `the initialiser of ${value}` : `${value} on the stack`;
    return { text, zeroed, line: lineOf(local.fragment, local.node) };
  }
  const assigned = new RegExp(`\\b${value}\\s*=(?!=)\\s*((\\w*alloc\\w*)\\s*\\([^;]*);`);
  for (const { node } of fn.pieces) {
    const found = assigned.exec(node.text);
    if (found !== null) {
      return { text: `${found[2]}()`, zeroed: ZEROING.test(found[1] ?? ''), line: undefined };
    }
  }
  return undefined;
}

/** Whether anything in the file writes to the array, or may do so behind a call. */
function writesEntries(
  view: CodeView,
  { value }: ArrayGiven,
  stores: readonly RequestStore[],
): boolean {
  if (stores.some(({ target }) => target === 'entry')) return true;
  const name = /^\w+$/.test(value) ? `${value}|hmm_pfns` : 'hmm_pfns';
  const call = `\\b\\w*(?:fill|init|prep|set|cpy|encode|request)\\w*\\s*\\([^;()]*\\b(?:${name})\\b`;
  const store = `\\b(?:${name})\\s*\\[[^\\]]*\\]\\s*\\|?=(?!=)`;
  const writes = new RegExp(`${call}|${store}`);
  return view.fragments.some(({ code }) => writes.test(code.join('\n')));
}

function isInFunction(fn: FunctionView, { fragment, row }: ArrayGiven): boolean {
  return fn.pieces.some(
    (piece) =>
      piece.fragment === fragment &&
      piece.node.startPosition.row <= row + fragment.addedRows &&
      row + fragment.addedRows <= piece.node.endPosition.row,
  );
}
