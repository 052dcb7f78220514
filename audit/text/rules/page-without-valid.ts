// SPDX-License-Identifier: GPL-2.0-or-later
import { type CodePlace, placeIn, standsBefore } from '../code/flow';
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { allEnclosing, argumentsOf, calledName, plainText } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type CodeView, type FunctionView, nodesOf } from '../code/view';
import { FAULT } from '../hmm/ask';
import { arrayOfEntry, rangesOfArray } from '../hmm/entries';
import { callersOf, functionNamed } from '../hmm/functions';
import { guaranteesValid, lacksFault, type Policy, policiesAt } from '../hmm/policy';
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
      const taken = pagesTaken(now, fn).filter((one) => !testedBefore(now, fn, one));
      if (taken.length === 0 || callersOf(fn).some(testsValid)) continue;
      for (const page of taken) {
        const line = lineOf(page.piece.fragment, page.node);
        if (line === undefined) continue;
        const severity = severityOf(now, page, policiesOf(now, fn, page));
        if (severity !== undefined) yield { line, severity, reason: reasonOf(page, severity) };
        else if (kind === 'patch' && line.change === 'added') yield resting(line, page.node);
      }
    }
  },
};

/** An expression that makes a page or an address of an entry. */
interface PageTaken extends CodePlace {
  /** The entry, and the array that it is of. */
  readonly entry: Node;
  readonly array: string;
}

/** Correct, but whoever changes the policy has to know. */
function resting(line: CodeLine, node: Node): Hit {
  const reason = `the page of ${plainText(node)} is VALID only because default_flags requests every page`;
  return { line, severity: 'note', reason };
}

/** The policies of the ranges that may have filled the entry. */
function policiesOf(now: PatchSide, fn: FunctionView, { array, piece, node }: PageTaken): Policy[] {
  return rangesOfArray(now.view, fn, array, { piece, node }).flatMap((range) =>
    policiesAt(now, range.fn, range.base, range.point),
  );
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

function reasonOf({ node }: PageTaken, severity: Severity): string {
  const what = `the page of ${plainText(node)} is used without a test of HMM_PFN_VALID`;
  switch (severity) {
    case 'bug':
      return `${what}, and default_flags does not request every page`;
    case 'suspicious':
      return `${what}: correct only if each page had its own request`;
    case 'note':
      return `${what}; a policy that may guarantee it is not visible here`;
  }
}

const TAKING = /^(hmm_pfn_to_(page|phys|pfn)|pfn_to_page|pfn_to_phys)$/;

/** Calls and masks that turn an element of the array into a page or an address. */
function pagesTaken({ view }: PatchSide, fn: FunctionView): PageTaken[] {
  const found: PageTaken[] = [];
  for (const { fragment, node } of nodesOf(fn, 'call_expression', 'binary_expression')) {
    const entry = node.type === 'call_expression' ? entryOfCall(node) : withoutFlags(node);
    const place = entry === undefined ? undefined : placeIn(fn, fragment, node);
    if (entry === undefined || place === undefined) continue;
    const array = arrayOfEntry(view, fn, entry);
    // The mask inside of a call is the call's.
    if (array !== undefined && found.at(-1)?.entry !== entry)
      found.push({ ...place, entry, array });
  }
  return found;
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

/** Anything that looks at VALID above the line counts: which path it guards is beyond this rule. */
function testedBefore({ view }: PatchSide, fn: FunctionView, page: PageTaken): boolean {
  const { piece, node } = page;
  if (fn.pieces.some((one) => one !== piece && testOf(one) !== undefined)) return true;
  // `page = entry & HMM_PFN_VALID ? … : NULL` tests in the statement itself.
  const end = Math.max(node.endIndex, node.parent?.endIndex ?? 0);
  const test = testOf(piece);
  if ((test !== undefined && test < end) || isGuarded(node)) return true;
  const call = testingCall(view, fn);
  return call !== undefined && standsBefore(fn, call, page);
}

const testingCalls = new WeakMap<FunctionView, CodePlace | undefined>();

/** Where a function first calls one of the file that looks at VALID; undefined if nowhere. */
function testingCall(view: CodeView, fn: FunctionView): CodePlace | undefined {
  if (!testingCalls.has(fn)) {
    const found = nodesOf(fn, 'call_expression').find(({ node }) => {
      const callee = functionNamed(view, calledName(node));
      return callee !== undefined && callee !== fn && testsValid(callee);
    });
    testingCalls.set(fn, found && placeIn(fn, found.fragment, found.node));
  }
  return testingCalls.get(fn);
}

/** Whether it happens only where an entry has a flag that none has without VALID. */
function isGuarded(node: Node): boolean {
  return allEnclosing(node, 'if_statement').some((decision) => {
    const branch = decision.childForFieldName('consequence');
    const condition = decision.childForFieldName('condition')?.text ?? '';
    if (branch === null || node.startIndex < branch.startIndex) return false;
    return node.endIndex <= branch.endIndex && implies(condition);
  });
}

/** A flag that only valid pages have, tested and not negated. */
function implies(condition: string): boolean {
  const at = condition.search(/&[\s(]{0,9}HMM_PFN_(WRITE|DMA_MAPPED|P2PDMA)/);
  return at > 0 && condition.startsWith('(') && !condition.slice(0, at).includes('!');
}

function testsValid(fn: FunctionView): boolean {
  return fn.pieces.some((piece) => testOf(piece) !== undefined);
}

const tests = new WeakMap<CodePiece, number | undefined>();

/** Where a piece first looks at VALID; undefined if nowhere. */
function testOf(piece: CodePiece): number | undefined {
  if (!tests.has(piece)) {
    const at = piece.node.text.search(/\bHMM_PFN_VALID\b|\bhmm_pfn_valid\b/);
    tests.set(piece, at < 0 ? undefined : piece.node.startIndex + at);
  }
  return tests.get(piece);
}
