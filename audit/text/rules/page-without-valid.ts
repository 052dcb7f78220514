// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { argumentsOf, calledName, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodeView,
  callersOf,
  type FunctionView,
  functionText,
  type Located,
  nodesOf,
} from '../code/view';
import { entryNames } from '../hmm/entries';
import { guaranteesValid, policiesFor } from '../hmm/policy';
import { type Hit, type Rule, type Severity, type Subject, source } from './rule';

/** A page taken from an entry that may hold none. */
export const pageWithoutValid: Rule = {
  id: 'page-without-valid',
  title: 'a page is taken from an entry that may not be VALID',
  severity: 'bug',
  why:
    'An entry without HMM_PFN_VALID holds no page: it is 0, or HMM_PFN_ERROR. Success promises VALID ' +
    'only for pages that were asked for, as all are if default_flags has HMM_PFN_REQ_FAULT.',
  suffers: 'It maps, or dereferences, the page of pfn 0 or one that does not exist.',
  bad: source(`
    static void example(struct hmm_range *range, struct page **pages)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT;
            if (!hmm_range_fault(range))
                    pages[0] = hmm_pfn_to_page(range->hmm_pfns[0]);
    }`),
  good: source(`
    static void example(struct hmm_range *range, struct page **pages)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT;
            if (!hmm_range_fault(range) && (range->hmm_pfns[0] & HMM_PFN_VALID))
                    pages[0] = hmm_pfn_to_page(range->hmm_pfns[0]);
    }`),
  *check({ kind, now: { view, stores } }: Subject): Generator<Hit> {
    for (const fn of view.functions) {
      const taken = pagesTaken(view, fn).filter((one) => !testedBefore(fn, one));
      if (taken.length === 0 || callersOf(view, fn).some(testsValid)) continue;
      const policies = policiesFor(view, fn, stores);
      const severity = severityOf(view, policies.map(guaranteesValid), policies.some(isUnseen));
      for (const { fragment, node } of taken) {
        const line = lineOf(fragment, node);
        if (line === undefined) continue;
        if (severity !== undefined) yield { line, severity, reason: reasonOf(node, severity) };
        else if (kind === 'patch' && line.change === 'added') yield resting(line, node);
      }
    }
  },
};

/** Right, but whoever changes the policy has to know. */
function resting(line: CodeLine, node: Node): Hit {
  const reason = `the page of ${plainText(node)} rests on default_flags alone: all are asked for`;
  return { line, severity: 'note', reason };
}

function isUnseen({ defaults }: { readonly defaults: unknown }): boolean {
  return defaults === undefined;
}

/** undefined if every policy in sight guarantees VALID. */
function severityOf(
  view: CodeView,
  guaranteed: readonly boolean[],
  unseen: boolean,
): Severity | undefined {
  if (guaranteed.length > 0 && !unseen) return guaranteed.every(Boolean) ? undefined : 'bug';
  return view.whole ? 'suspicious' : 'note';
}

function reasonOf(node: Node, severity: Severity): string {
  const what = `the page of ${plainText(node)} is taken without a test of HMM_PFN_VALID`;
  switch (severity) {
    case 'bug':
      return `${what}, and default_flags does not ask for every page`;
    case 'suspicious':
      return `${what}, and no policy in this file guarantees it`;
    default:
      return `${what}; the policy that may guarantee it is not in the lines that are shown`;
  }
}

/** Calls and masks that turn an element of the array into a page or an address. */
function pagesTaken(view: CodeView, fn: FunctionView): Located[] {
  const names = [...entryNames(view)].join('|');
  const element = new RegExp(`\\b(?:${names})\\s*\\[|\\*\\s*(?:\\w+(?:\\.|->))*(?:${names})\\b`);
  const local = localEntries(fn, element);
  const isEntry = (text: string): boolean => element.test(text) || local.has(text);
  const calls = nodesOf(fn, 'call_expression').filter(({ node }) => {
    if (!/^(hmm_pfn_to_(page|phys|pfn)|pfn_to_page|pfn_to_phys)$/.test(calledName(node)))
      return false;
    const [entry] = argumentsOf(node);
    return entry !== undefined && isEntry(plainText(entry).replace(/\s*&\s*~.*$/, ''));
  });
  const masks = nodesOf(fn, 'binary_expression').filter(({ node }) => {
    const [, entry = ''] = /^(.*?)\s*&\s*~\s*\(?\s*HMM_PFN_FLAGS\b/.exec(plainText(node)) ?? [];
    return (
      isEntry(entry) &&
      !calls.some(
        (call) => call.node.startIndex <= node.startIndex && node.endIndex <= call.node.endIndex,
      )
    );
  });
  return [...calls, ...masks];
}

/** Variables that are given an element: `unsigned long entry = range->hmm_pfns[i];` */
function localEntries(fn: FunctionView, element: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of nodesOf(fn, 'init_declarator', 'assignment_expression')) {
    const target = node.childForFieldName('declarator') ?? node.childForFieldName('left');
    const value = node.childForFieldName('value') ?? node.childForFieldName('right');
    if (target?.type === 'identifier' && value !== null && element.test(plainText(value))) {
      if (/^[^()&|]*$/.test(plainText(value))) names.add(target.text);
    }
  }
  return names;
}

/** Anything that looks at VALID above the line counts: which path it guards is beyond this rule. */
function testedBefore(fn: FunctionView, { fragment, node }: Located): boolean {
  for (const piece of fn.pieces) {
    if (piece.fragment !== fragment) {
      if (testsText(piece.node.text)) return true;
      continue;
    }
    const end = Math.max(node.endIndex, statementEnd(node)) - piece.node.startIndex;
    if (testsText(piece.node.text.slice(0, end))) return true;
  }
  return false;
}

/** `page = valid & HMM_PFN_VALID ? … : NULL` tests in the statement itself. */
function statementEnd(node: Node): number {
  return node.parent?.endIndex ?? node.endIndex;
}

function testsValid(fn: FunctionView): boolean {
  return testsText(functionText(fn));
}

function testsText(text: string): boolean {
  return /\bHMM_PFN_VALID\b|\bhmm_pfn_valid\b|\bHMM_PFN_ERROR\s*\|\s*HMM_PFN_VALID/.test(text);
}
