// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, placeIn, standsBefore } from '../code/flow';
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { argumentsOf, calledName, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type CodeView,
  type FunctionView,
  homeOf,
  nodesOf,
  oncePer,
} from '../code/view';
import { FAULT } from '../hmm/ask';
import { isDecidedByCount } from '../hmm/counted-entries';
import { isLeftElsewhere } from '../hmm/entries';
import { policiesOfEntry } from '../hmm/entry-policies';
import { isReachedWith, runWithEntries, sourceOfEntry, worldsWithout } from '../hmm/entry-runs';
import { ENTRIES_WITHOUT_PAGE } from '../hmm/entry-values';
import { asksOtherFlags } from '../hmm/flag-macros';
import { callersOf, functionNamed } from '../hmm/functions';
import { type PageTaken, pagesTaken } from '../hmm/pages-taken';
import { guaranteesValid, lacksFault, type Policy } from '../hmm/policy';
import type { RequestStore } from '../hmm/stores';
import { type Hit, type PatchSide, type Rule, type Severity, type Subject, source } from './rule';

/** A page taken from an entry that may not contain one. */
export const pageWithoutValid: Rule = {
  id: 'page-without-valid',
  title: 'a page is taken from an entry that may not be VALID',
  severity: 'bug',
  formats: 'fixed',
  concerns: 'callers',
  why:
    'An entry without HMM_PFN_VALID contains no page: it is 0, or HMM_PFN_ERROR. Success guarantees ' +
    'VALID only for requested pages, which are all pages if default_flags has HMM_PFN_REQ_FAULT.',
  effect: 'It maps, or dereferences, the page of pfn 0 or a page that does not exist.',
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
  *check({ kind, now }: Subject): Generator<Hit> {
    for (const fn of now.view.functions) {
      for (const page of pagesTaken(fn).filter((one) => !isTested(now, fn, one))) {
        const line = lineOf(page.piece.fragment, page.node);
        if (line === undefined) continue;
        const severity = severityOf(
          now,
          page,
          policiesOfEntry(now, fn, page.from, page, isUntested),
        );
        if (severity !== undefined) yield { line, ...toldOf(fn, page, severity) };
        else if (kind === 'patch' && line.change === 'added') yield resting(line, page.node);
      }
    }
  },
};

/** Correct, but whoever changes the policy has to know. */
function resting(line: CodeLine, node: Node): Hit {
  const reason = `the page of ${plainText(node)} is VALID only because default_flags requests every page`;
  return { line, severity: 'note', reason };
}

/** undefined if every policy in sight guarantees VALID. */
function severityOf(
  now: PatchSide,
  page: PageTaken,
  policies: readonly Policy[],
): Severity | undefined {
  if (policies.length > 0 && policies.every(guaranteesValid)) return undefined;
  const lacking = policies.filter(lacksFault);
  if (lacking.length === 0) return 'note';
  // Entries that ask for themselves are VALID after success, too.
  return lacking.every((policy) => asksByItself(now, page, policy)) ? 'suspicious' : 'bug';
}

/** Whether the requests of single pages count, and all that are written for this one may ask. */
function asksByItself({ stores }: PatchSide, { entry }: PageTaken, { mask }: Policy): boolean {
  if (mask !== undefined && (mask.may & FAULT) === 0) return false;
  const index = indexOf(entry);
  const requests = stores.filter(
    (store) => store.target === 'entry' && (!isNumber(store.index) || store.index === index),
  );
  const asks = ({ ask }: RequestStore) => ask === undefined || (ask.may & FAULT) !== 0;
  return requests.some(asks) && requests.every((store) => store.adds || asks(store));
}

function indexOf(entry: Node): string {
  const [element] = entry.descendantsOfType('subscript_expression');
  return element?.childForFieldName('index')?.text ?? '';
}

function isNumber(index: string): boolean {
  return /^\d+$/.test(index);
}

/** What is said of a page; of one whose entry a function of another file has left, that may have looked at it too. */
function toldOf(fn: FunctionView, page: PageTaken, severity: Severity): Omit<Hit, 'line'> {
  const { node, from } = page;
  const what = `the page of ${plainText(node)} is used without a test of HMM_PFN_VALID`;
  const isLeft = severity === 'bug' && from.kind === 'array' && isLeftElsewhere(fn, from.array);
  return isLeft
    ? { severity: 'suspicious', reason: `${what}, and not every page was requested${BEFORE}` }
    : { severity, reason: reasonOf(what, severity) };
}

const BEFORE = ': correct only if its entry was tested before';

function reasonOf(what: string, severity: Severity): string {
  switch (severity) {
    case 'bug':
      return `${what}, and default_flags does not request every page`;
    case 'suspicious':
      return `${what}: correct only if each page had its own request`;
    case 'note':
      return `${what}; a policy that may guarantee it is not visible here`;
  }
}

/** Whether no way leads to where a page is taken if its entry has none. */
function isTested({ words }: PatchSide, fn: FunctionView, page: PageTaken): boolean {
  const isLost = ENTRIES_WITHOUT_PAGE.some((entry) => runWithEntries(fn, entry).isLost);
  if (!fn.whole || isLost) return isTestedAbove(fn, page) || callersOf(fn).some(testsValid);
  const worlds = page.from.kind === 'array' ? worldsWithout(words, fn) : undefined;
  const reaches = (entry: number): boolean =>
    worlds === undefined
      ? isReachedWith(fn, page.node, entry)
      : worlds.some((world) => isReachedWith(fn, page.node, entry, world));
  if (!ENTRIES_WITHOUT_PAGE.some(reaches)) return true;
  if (isTestedElsewhere(fn, page) || isDecidedByCount(page)) return true;
  const { from } = page;
  return from.kind === 'array' && isLeftElsewhere(fn, from.array) && isTestedAround(fn);
}

/** Whether a function looks at VALID, one that calls it, or one that is called there. */
const isTestedAround = oncePer((fn: FunctionView): boolean => {
  const around = [fn, ...callersOf(fn)];
  const called = around.flatMap(calleesOf);
  return [...around, ...called, ...called.flatMap(calleesOf)].some(testsValid);
});

const calleesOf = oncePer((fn: FunctionView): readonly FunctionView[] => {
  const home = homeOf(fn);
  const found = nodesOf(fn, 'call_expression').flatMap(
    ({ node }) => functionNamed(home, calledName(node)) ?? [],
  );
  return [...new Set(found)];
});

/** Whether some way of a caller leads to a call if no entry has a page. */
function isUntested(caller: FunctionView, call: Node): boolean {
  return !caller.whole || ENTRIES_WITHOUT_PAGE.some((entry) => isReachedWith(caller, call, entry));
}

/** Of lines that are not all in sight, anything that looks at VALID above counts. */
function isTestedAbove(fn: FunctionView, { piece, node }: PageTaken): boolean {
  if (fn.pieces.some((one) => one !== piece && testOf(one) !== undefined)) return true;
  // `page = entry & HMM_PFN_VALID ? … : NULL` tests in the statement itself.
  const end = Math.max(node.endIndex, node.parent?.endIndex ?? 0);
  const test = testOf(piece);
  return test !== undefined && test < end;
}

/** Whether a call before it may have asked for it. */
function isTestedElsewhere(fn: FunctionView, page: PageTaken): boolean {
  const first = testingCall(fn);
  return first !== undefined && standsBefore(fn, first, page);
}

/** The first call of a function of the file that tests VALID, or of one out of sight that gets an entry and decides. */
const testingCall = oncePer((fn: FunctionView): CodePlace | undefined => {
  const home = homeOf(fn);
  const found = nodesOf(fn, 'call_expression').find(({ node }) => {
    const callee = functionNamed(home, calledName(node));
    if (callee !== undefined) return callee !== fn && testsValid(callee);
    return mayTest(home, node) && argumentsOf(node).some((one) => isEntry(fn, one));
  });
  return found === undefined ? undefined : placeIn(fn, found.fragment, found.node);
});

/** Whether a call out of sight, or of a macro that looks at VALID, decides where the code goes on. */
function mayTest(home: CodeView, call: Node): boolean {
  return isDecision(call) && !asksOtherFlags(home, calledName(call));
}

/** Whether a call out of sight decides where the code goes on: a macro, or an assertion that ends. */
function isDecision(call: Node): boolean {
  if (/^(?:VM_)?BUG_ON/.test(calledName(call))) return true;
  if (PASSES_ON.test(calledName(call))) return false;
  for (let one: Node | null = call; one !== null; one = one.parent) {
    if (one.field === 'condition') return true;
    if (/_statement$|^declaration$/.test(one.type)) return false;
  }
  return false;
}

/** What has its argument's value, or makes a page, a frame or an order of it. */
const PASSES_ON = /^(?:(?:un)?likely|READ_ONCE|data_race|WARN\w*|hmm_pfn_to_\w+|pfn_to_\w+)$/;

function isEntry(fn: FunctionView, argument: Node): boolean {
  return argument
    .descendantsOfType(['identifier', 'subscript_expression', 'pointer_expression'])
    .some((one) => sourceOfEntry(fn, one) !== undefined);
}

function testsValid(fn: FunctionView): boolean {
  return fn.pieces.some((piece) => testOf(piece) !== undefined);
}

/** Where a piece first looks at VALID; undefined if nowhere. */
const testOf = oncePer((piece: CodePiece): number | undefined => {
  const at = piece.node.text.search(/\bHMM_PFN_VALID\b|\bhmm_pfn_valid\b/);
  return at < 0 ? undefined : piece.node.startIndex + at;
});
