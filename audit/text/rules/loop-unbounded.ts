// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { argumentsOf, calledName, enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, nodesOf, oncePer } from '../code/view';
import { attemptsOf, type CodeAttempt } from '../hmm/attempt';
import { parametersOf } from '../hmm/functions';
import { callTakes, functionTakes } from '../hmm/reaches';
import type { CodeRetry } from '../hmm/retries';
import { mentions } from '../hmm/variables';
import { type Hit, type Rule, type Subject, source } from './rule';

/** Attempts that are repeated as long as somebody keeps invalidating. */
export const loopUnbounded: Rule = {
  id: 'loop-unbounded',
  title: 'nothing bounds the attempts',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'Another thread of the process can invalidate the range again before each attempt ends, forever. ' +
    'A time limit, a count, or a test of fatal signals ends the loop; `hmm-pfn attempts` shows that ' +
    'without one it need not end.',
  effect: 'A process can hold a kernel thread, and cannot be killed while it does.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY);
            return ret;
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY && !fatal_signal_pending(current));
            return ret;
    }`),
  *check(subject: Subject): Generator<Hit> {
    // A patch is not blamed for a loop that was there before it.
    const before = subject.kind === 'patch' ? subject.before.view.functions : [];
    const were = new Set(before.filter(hasUnbounded).map(({ name }) => name));
    for (const fn of subject.now.view.functions) {
      if (were.has(fn.name)) continue;
      // A loop is one finding, however many calls it has.
      const seen = new Set<number | undefined>();
      for (const attempt of attemptsOf(fn)) {
        const retry = firstUnbounded(attempt, ({ from }) => !seen.has(from));
        const line = retry === undefined ? undefined : lineOf(attempt.piece.fragment, retry.node);
        if (retry === undefined || line === undefined) continue;
        seen.add(retry.from);
        const when = retry.cause === 'busy' ? '-EBUSY' : 'an invalidation';
        yield {
          line,
          reason: `tried again after ${when} without a limit of time, count or signal`,
        };
      }
    }
  },
};

function hasUnbounded(fn: FunctionView): boolean {
  return attemptsOf(fn).some((one) => firstUnbounded(one, () => true) !== undefined);
}

/**
 * The first way back that nothing ends, of those that are wanted: what bounds one of two does not
 * bound the other. A function can have thousands of calls, each with thousands of ways back.
 */
function firstUnbounded(
  { piece, call, from, within, retries }: CodeAttempt,
  isWanted: (retry: CodeRetry) => boolean,
): CodeRetry | undefined {
  if (from === undefined) return undefined;
  if (within !== undefined && functionTakes(within.fn, 'bound')) return undefined;
  const otherwise = {
    busy: retries.filter(({ cause }) => cause !== 'busy'),
    stale: retries.filter(({ cause }) => cause !== 'stale'),
  };
  return retries.find((retry) => {
    if (!isWanted(retry)) return false;
    const first = Math.min(from, retry.from ?? from);
    const last = Math.max(retry.node.endIndex, retry.rest.endIndex, call.endIndex);
    const isInside = (node: Node): boolean => node.startIndex <= last && first <= node.endIndex;
    const isRepeated = (node: Node): boolean =>
      isInside(node) && (retry.from ?? first) <= node.startIndex;
    const isOthers = (bound: Node): boolean =>
      !isOnWay(bound, retry) &&
      otherwise[retry.cause].some((other) => isApart(other.node, retry) && !isApart(bound, other));
    return !boundsIn(piece).some(
      (bound) => isInside(bound) && !isSetAnew(piece, bound, isRepeated) && !isOthers(bound),
    );
  });
}

/** Whether a way back leads through the condition of its loop, of which a bound is a part. */
function isOnWay(bound: Node, { from }: CodeRetry): boolean {
  const loop = enclosing(bound, ...LOOPS);
  const condition = loop?.childForFieldName('condition') ?? undefined;
  return (
    loop?.startIndex === from && condition !== undefined && !isApart(bound, { node: condition })
  );
}

/** Whether what a bound is measured by begins anew with each attempt: a deadline, or a count. */
function isSetAnew(piece: CodePiece, bound: Node, isInside: (node: Node) => boolean): boolean {
  const stores = limitsSet(piece).filter(({ node }) => isInside(node));
  if (stores.length === 0) return false;
  const around = enclosing(bound, 'parenthesized_expression', 'if_statement') ?? bound;
  const text = bound.type === 'call_expression' ? around.text.slice(0, TEXT_LIMIT) : bound.text;
  return stores.some(({ name, isDeadline }) => {
    const asked = isDeadline
      ? `\\b${name}\\b`
      : `(?:--|\\+\\+)\\s*${name}\\b|\\b${name}\\s*(?:--|\\+\\+)`;
    return new RegExp(asked).test(text);
  });
}

const TEXT_LIMIT = 1000;

/** The variables of a piece that are set to a point in time, or to a number, where they are set. */
const limitsSet = oncePer(({ node: whole }: CodePiece) =>
  whole.descendantsOfType(['assignment_expression', 'init_declarator']).flatMap((node) => {
    const target = node.childForFieldName('left') ?? node.childForFieldName('declarator');
    const value = node.childForFieldName('right') ?? node.childForFieldName('value');
    const isSet = /^=?$/.test(node.childForFieldName('operator')?.text ?? '');
    if (target?.type !== 'identifier' || value === null || !isSet) return [];
    // The head of a `for` runs once.
    if (node.field === 'initializer' || node.parent?.field === 'initializer') return [];
    const text = value.text.slice(0, TEXT_LIMIT);
    const isDeadline =
      /\b(?:jiffies|ktime_get\w*\(\)|get_jiffies_64\(\))/.test(text) && /\+|ktime_add/.test(text);
    return isDeadline || /^[A-Z0-9_]+$/.test(text) ? [{ node, name: target.text, isDeadline }] : [];
  }),
);

function isApart(one: Node, { node }: { readonly node: Node }): boolean {
  return one.endIndex <= node.startIndex || node.endIndex <= one.startIndex;
}

/** What may end a loop in a piece: calls that know a limit, conditions, and loops that count. */
const boundsIn = oncePer(({ node, fn }: CodePiece): readonly Node[] => {
  const home = homeOf(fn());
  const calls = node
    .descendantsOfType('call_expression')
    .filter((one) => callTakes(home, one, 'bound') || MAY_END.test(calledName(one)));
  const depths = depthsOf(fn());
  const conditions = node
    .descendantsOfType(['if_statement', 'while_statement', 'do_statement', 'for_statement'])
    .flatMap((one) => one.childForFieldName('condition') ?? [])
    .filter(
      (one) => COUNTS.test(one.text.slice(0, 1000)) || depths.some((name) => mentions(one, name)),
    );
  const loops = node
    .descendantsOfType('for_statement')
    .filter((one) => one.childForFieldName('update') !== null);
  const counters = loops.flatMap((one) => one.childForFieldName('condition') ?? []);
  return [...calls, ...conditions, ...counters];
});

/** The parameters of a function that it gives to itself as one more, or one less: `f(range, depth + 1)`. */
const depthsOf = oncePer((fn: FunctionView): readonly string[] => {
  const own = nodesOf(fn, 'call_expression').filter(({ node }) => calledName(node) === fn.name);
  return parametersOf(fn).filter((name, at) =>
    own.some(({ node }) => {
      const given = argumentsOf(node)[at];
      const isStep = /^(?:[+-]|--|\+\+)$/.test(given?.childForFieldName('operator')?.text ?? '');
      return name !== '' && given !== undefined && isStep && mentions(given, name);
    }),
  );
});

/** A function of the driver's, out of sight, that may know a limit. */
const MAY_END = /time_?out|late|expired|deadline|killed|signal|abort|limit|tries|retries/i;
const COUNTS = /jiffies|time_?out|deadline|retries|tries|attempts|budget|loops|--|\+\+/i;
