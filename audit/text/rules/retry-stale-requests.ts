// SPDX-License-Identifier: GPL-2.0-or-later

import { lineOf } from '../code/fragment';
import { macrosOf } from '../code/macros';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type CodeView,
  type FunctionView,
  homeOf,
  type Located,
  nodesOf,
  oncePer,
} from '../code/view';
import { attemptsOf, type CodeAttempt } from '../hmm/attempt';
import { entryNames, lastName } from '../hmm/entries';
import { RANGE_FAULT } from '../hmm/fault-name';
import { functionNamed } from '../hmm/functions';
import { countingBits, type Policy, policiesAt } from '../hmm/policy';
import { objectOf } from '../hmm/ranges';
import type { CodeRetry } from '../hmm/retries';
import { type Hit, type PatchSide, type Rule, type Severity, type Subject, source } from './rule';

/** An attempt repeated with an array in which the last one has left its output. */
export const retryStaleRequests: Rule = {
  id: 'retry-stale-requests',
  title: 'retried with requests that the last attempt destroyed',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault() overwrites the requests with its output, even when it fails with -EBUSY half ' +
    'way. Where pfn_flags_mask lets requests count, the next attempt reads VALID as REQ_FAULT and ' +
    'WRITE as REQ_WRITE; an entry that was reported as none requests nothing.',
  effect:
    'A requested page is no longer faulted, or one that was requested for reading is faulted for ' +
    'writing, and the call succeeds.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            int ret;

            range->hmm_pfns = pfns;
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            pfns[0] = HMM_PFN_REQ_FAULT;
            while (true) {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
                    if (ret == -EBUSY)
                            continue;
                    return ret;
            }
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long *pfns)
    {
            int ret;

            range->hmm_pfns = pfns;
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            while (true) {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    pfns[0] = HMM_PFN_REQ_FAULT;
                    ret = hmm_range_fault(range);
                    if (ret == -EBUSY && !fatal_signal_pending(current))
                            continue;
                    return ret;
            }
    }`),
  *check(subject: Subject): Generator<Hit> {
    const { now } = subject;
    const names = entryNames(now.view);
    for (const fn of now.view.functions) {
      for (const attempt of attemptsOf(fn)) {
        if (attempt.retries.length === 0) continue;
        const severity = severityOf(policiesOf(now, fn, attempt), policiesBefore(subject, fn.name));
        if (severity === undefined) continue;
        for (const { node, cause, rest } of attempt.retries) {
          const line = lineOf(attempt.piece.fragment, node);
          if (line === undefined || regenerates(attempt, rest, names)) continue;
          const unseen = attempt.from === undefined;
          yield {
            line,
            reason: reasonOf(cause, attempt),
            severity: unseen ? 'suspicious' : severity,
          };
        }
      }
    }
  },
};

function reasonOf(cause: 'busy' | 'stale', { from }: CodeAttempt): string {
  const when = cause === 'busy' ? 'after -EBUSY' : 'after an invalidation';
  const seen = from === undefined ? ' in the visible lines' : '';
  return `retried ${when}, and nothing rewrites the requests${seen}, although the mask is not 0`;
}

function policiesOf(
  side: PatchSide,
  fn: FunctionView,
  { piece, call, base, within }: CodeAttempt,
): readonly Policy[] {
  // The wrapper's own range, filled there.
  if (base === undefined && within?.base !== undefined) {
    return policiesAt(side, within.fn, within.base, { piece: within.piece, node: within.call });
  }
  return base === undefined ? [] : policiesAt(side, fn, base, { piece, node: call });
}

/** undefined if requests make no difference, or nobody knows. */
function severityOf(policies: readonly Policy[], before: readonly Policy[]): Severity | undefined {
  const counting = policies.filter((policy) => countingBits(policy) !== 0);
  if (counting.some(({ mask }) => mask?.sure)) return 'bug';
  // A mask that the patch took out of the loop stands elsewhere now, out of sight.
  const unknown = policies.every(({ mask }) => mask === undefined);
  const counted = unknown && before.some((policy) => countingBits(policy) !== 0);
  return counting.length > 0 || counted ? 'suspicious' : undefined;
}

const policiesOfBefore = new WeakMap<FunctionView, readonly Policy[]>();

function policiesBefore(subject: Subject, name: string): readonly Policy[] {
  if (subject.kind !== 'patch') return [];
  const side = subject.before;
  const fn = side.view.functions.find((one) => one.name === name && name !== '');
  if (fn === undefined) return [];
  const known =
    policiesOfBefore.get(fn) ?? attemptsOf(fn).flatMap((one) => policiesOf(side, fn, one));
  policiesOfBefore.set(fn, known);
  return known;
}

/** Functions that take the range or the array and leave the requests alone. */
const HARMLESS = new RegExp(
  `^(${[
    'mmu_interval_\\w+|mmap_\\w+|down_\\w+|up_\\w+|mutex_\\w+|mmget\\w*|mmput',
    RANGE_FAULT,
    'time_\\w+|msecs_to_jiffies|cond_resched|WARN\\w*|pr_\\w+|dev_\\w+|likely|unlikely',
    'sizeof|ARRAY_SIZE',
  ].join('|')})$`,
);

/** Macros and functions in sight that are looked into, one in the other. */
const LOOK_LIMIT = 3;

/** Whether what is called leaves the requests alone, by its name or by all that it does. */
function leavesRequests(home: CodeView, name: string, depth = 0): boolean {
  if (HARMLESS.test(name)) return true;
  if (depth >= LOOK_LIMIT) return false;
  const macro = macrosOf(home).get(name);
  if (macro !== undefined) {
    const called = [...macro.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, one = '']) => one);
    return !macro.includes('[') && called.every((one) => leavesRequests(home, one, depth + 1));
  }
  const callee = functionNamed(home, name);
  if (callee === undefined || !callee.whole) return false;
  const isStore = ({ node }: Located): boolean =>
    /^(subscript|pointer)_expression$/.test(node.childForFieldName('left')?.type ?? '');
  return (
    !nodesOf(callee, 'assignment_expression').some(isStore) &&
    nodesOf(callee, 'call_expression').every(({ node }) =>
      leavesRequests(homeOf(callee), calledName(node), depth + 1),
    )
  );
}

/** Found once a piece: a function can have thousands of retries. */
const callsAndStores = oncePer((piece: CodePiece): readonly Node[] =>
  piece.node.descendantsOfType(['call_expression', 'assignment_expression']),
);

/** Whether the requests are written between the retry and the next call. */
function regenerates(
  attempt: CodeAttempt,
  rest: CodeRetry['rest'],
  names: ReadonlySet<string>,
): boolean {
  const { piece, call, within } = attempt;
  const body = piece.node.childForFieldName('body')?.startIndex ?? piece.node.startIndex;
  const from = attempt.from ?? body;
  const isEntry = (node: Node | null): boolean => {
    const object = node === null ? undefined : objectOf(node);
    return object !== undefined && (names.has(lastName(object)) || /pfns?$/.test(object));
  };
  const storesEntry = (left: Node | null): boolean =>
    /^(subscript|pointer)_expression$/.test(left?.type ?? '') && isEntry(left);
  const isRange = (node: Node): boolean => {
    const object = objectOf(node);
    return object !== undefined && (object === attempt.base || /(^|[_.])range$/.test(object));
  };
  if (within !== undefined) {
    const before = callsAndStores(within.piece).filter(
      ({ type, startIndex }) =>
        type === 'assignment_expression' && startIndex < within.call.startIndex,
    );
    if (before.some((store) => storesEntry(store.childForFieldName('left')))) return true;
  }
  return callsAndStores(piece)
    .filter(
      ({ startIndex, endIndex }) =>
        (from <= startIndex && startIndex < call.startIndex) ||
        (rest.startIndex <= startIndex && endIndex <= rest.endIndex),
    )
    .some((node) => {
      if (node.type === 'call_expression') {
        if (leavesRequests(homeOf(piece.fn()), calledName(node))) return false;
        return argumentsOf(node).some((one) => isEntry(one) || isRange(one));
      }
      return storesEntry(node.childForFieldName('left'));
    });
}
