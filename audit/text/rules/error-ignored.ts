// SPDX-License-Identifier: GPL-2.0-or-later

import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import { plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, nodesOf } from '../code/view';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { callersOf, callSitesOf, parametersOf } from '../hmm/functions';
import { isSnapshot, policiesAt } from '../hmm/policy';
import { type Hit, type PatchSide, type Rule, type Subject, source } from './rule';

/** A snapshot that is read without testing ERROR. */
export const errorIgnored: Rule = {
  id: 'error-ignored',
  title: 'ERROR is never tested',
  severity: 'suspicious',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'A snapshot (no page requested) succeeds over memory that cannot be accessed: no VMA, poison, ' +
    'special pages. Only HMM_PFN_ERROR distinguishes such an entry from one that a fault could fill.',
  effect:
    'It mistakes an address that must fail for one that is merely not present yet, and retries.',
  bad: source(`
    static void example(struct hmm_range *range, unsigned char *perm)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = 0;
            if (hmm_range_fault(range))
                    return;
            perm[0] = range->hmm_pfns[0] & HMM_PFN_VALID ? 1 : 0;
    }`),
  good: source(`
    static void example(struct hmm_range *range, unsigned char *perm)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = 0;
            if (hmm_range_fault(range))
                    return;
            perm[0] = range->hmm_pfns[0] & HMM_PFN_VALID ? 1 : 0;
            if (range->hmm_pfns[0] & HMM_PFN_ERROR)
                    perm[0] = 0xff;
    }`),
  *check({ now }: Subject): Generator<Hit> {
    for (const fn of now.view.functions) {
      if (!fn.whole || looksAtError(fn)) continue;
      const read = nodesOf(fn, 'binary_expression').find(({ node }) => reportsState(fn, node));
      if (read === undefined) continue;
      const callers = callersOf(fn);
      if (callers.some(looksAtError) || ![fn, ...callers].some((one) => takesSnapshot(now, one))) {
        continue;
      }
      const line = lineOf(read.fragment, read.node);
      const reason = `${fn.name}() reports an entry without VALID as one state, whether it is ERROR or none`;
      if (line !== undefined) yield { line, reason };
    }
  },
};

/** Whether what the function faults is asked for nothing, and only reported. */
function takesSnapshot(now: PatchSide, fn: FunctionView): boolean {
  return rangeFaults(fn).some(({ fragment, node }) => {
    const place = placeIn(fn, fragment, node);
    const base = rangeOf(node);
    if (place === undefined || base === undefined) return false;
    const policies = policiesAt(now, fn, base, place);
    return policies.length > 0 && policies.every(isSnapshot);
  });
}

/**
 * Whether a test of VALID gives every entry a state to report: both ways have a value. A test that
 * only counts pages, leaves out those that are not there, or gives up takes ERROR and none alike on
 * purpose.
 */
function reportsState(fn: FunctionView, test: Node): boolean {
  return /&[\s(]{0,9}HMM_PFN_(VALID|WRITE)\b/.test(plainText(test)) && givesState(fn, test);
}

/** As a test does; one that a function of its own makes, which only answers yes or no, is what its callers make of it. */
function givesState(fn: FunctionView, test: Node, depth = 0): boolean {
  for (let inner = test, node = test.parent; node !== null; inner = node, node = node.parent) {
    switch (node.type) {
      case 'conditional_expression':
        return inner.field === 'condition' && !isCollected(node);
      case 'if_statement': {
        if (inner.field !== 'condition') return false;
        if (node.childForFieldName('alternative') !== null) return bothAssign(node);
        return isConversion(fn, test) && returnsState(node.childForFieldName('consequence'));
      }
      case 'return_statement':
        if (!isConversion(fn, test)) return false;
        return isQuestion(fn)
          ? depth < CALL_LIMIT &&
              callSitesOf(fn).some(({ caller, call }) => givesState(caller, call, depth + 1))
          : true;
      case 'function_definition':
      case 'compound_statement':
        return false;
    }
  }
  return false;
}

/** `found |= entry & HMM_PFN_WRITE ? DIRTY : 0`: what has nothing to add is no state of the entry, but in a table of states. */
function isCollected(choice: Node): boolean {
  const inner = choice.parent?.type === 'parenthesized_expression' ? choice.parent : choice;
  const store = inner.parent;
  if (store?.type !== 'assignment_expression') return false;
  const isPlain = store.childForFieldName('left')?.type === 'identifier';
  const adds = /^(?:\||\+)=$/.test(store.childForFieldName('operator')?.text ?? '');
  const isNothing = (field: string): boolean =>
    /^(?:0[uUlL]*|false)$/.test(choice.childForFieldName(field)?.text ?? '');
  return isPlain && adds && (isNothing('consequence') || isNothing('alternative'));
}

const CALL_LIMIT = 3;

function isQuestion({ pieces }: FunctionView): boolean {
  return pieces.some(({ node }) => node.childForFieldName('type')?.text === 'bool');
}

function bothAssign(decision: Node): boolean {
  return ['consequence', 'alternative'].every((field) => {
    const branch = decision.childForFieldName(field);
    return (branch?.descendantsOfType('assignment_expression').length ?? 0) > 0;
  });
}

/** A function of one entry, whose result is the entry's state. */
function isConversion(fn: FunctionView, test: Node): boolean {
  const parameters = parametersOf(fn);
  return test
    .descendantsOfType('identifier')
    .some((one) => parameters.includes(one.text) && one.parent === test);
}

function returnsState(branch: Node | null): boolean {
  const first = branch?.type === 'compound_statement' ? branch.namedChildren[0] : branch;
  return first?.type === 'return_statement' && !/^return\s*-\s*E[A-Z]+\b/.test(first.text);
}

function looksAtError(fn: FunctionView): boolean {
  return fn.pieces.some(({ node }) =>
    node.descendantsOfType('identifier').some((one) => one.text === 'HMM_PFN_ERROR'),
  );
}
