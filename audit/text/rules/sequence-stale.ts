// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { allEnclosing, argumentsOf, calledName, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type CodePiece, type FunctionView, homeOf, oncePer } from '../code/view';
import { answersIn } from '../hmm/answer-values';
import { attemptsOf, type CodeAttempt, takesSequence } from '../hmm/attempt';
import { linesWith } from '../hmm/changed-lines';
import { RANGE_FAULT } from '../hmm/fault-name';
import { comesBack, faultOutcomeOf, faultsNotFollowed } from '../hmm/fault-outcome';
import { callSitesOf, functionNamed } from '../hmm/functions';
import { objectOf } from '../hmm/ranges';
import { callTakes, functionTakes } from '../hmm/reaches';
import type { CodeRetry } from '../hmm/retries';
import { type Hit, notFollowed, type Rule, type Severity, type Subject, source } from './rule';

/** An attempt repeated with the sequence of the last one, or a sequence taken after the attempt. */
export const sequenceStale: Rule = {
  id: 'sequence-stale',
  title: 'the attempt does not have a sequence of its own',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'hmm_range_fault() returns -EBUSY as soon as notifier_seq is out of date, and an invalidation ' +
    'that came first makes it so for good. Each attempt needs mmu_interval_read_begin() before it; ' +
    'taken after it, the sequence does not cover the walk at all.',
  effect:
    'After the first invalidation every further attempt fails; or an invalidation during the walk ' +
    'goes unnoticed, and the device keeps pages that are gone.',
  bad: source(`
    static int example(struct hmm_range *range, unsigned long timeout)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            range->notifier_seq = mmu_interval_read_begin(range->notifier);
            do {
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY && time_before(jiffies, timeout));
            return ret;
    }`),
  good: source(`
    static int example(struct hmm_range *range, unsigned long timeout)
    {
            int ret;

            range->default_flags = HMM_PFN_REQ_FAULT;
            do {
                    range->notifier_seq = mmu_interval_read_begin(range->notifier);
                    ret = hmm_range_fault(range);
            } while (ret == -EBUSY && time_before(jiffies, timeout));
            return ret;
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const unknown = faultsNotFollowed(fn);
      yield* notFollowed(subject, fn, unknown, 'what is done after this range fault');
      for (const attempt of attemptsOf(fn)) {
        yield* repeatedAsItWas(fn, attempt);
        yield* takenLate(subject, fn, attempt);
      }
    }
  },
};

function* repeatedAsItWas(fn: FunctionView, attempt: CodeAttempt): Generator<Hit> {
  const { piece, call, within } = attempt;
  if (attempt.retries.length === 0 || takesSequence(call)) return;
  if (within !== undefined && functionTakes(within.fn, 'begin')) return;
  // What is certain of the whole function comes first: it can have thousands of ways back.
  if (beginsIn(piece).length === 0 && takenElsewhere(fn, piece, 0) === undefined) return;
  for (const { node, cause, from, rest } of attempt.retries) {
    const line = lineOf(piece.fragment, node);
    if (line === undefined || from === undefined || mayTakeAgain(attempt, rest, from)) continue;
    const severity = takenElsewhere(fn, piece, from);
    if (severity === undefined) continue;
    const when = cause === 'busy' ? 'after -EBUSY' : 'after an invalidation';
    const reason = `tried again ${when} with the sequence that is already out of date: it can only fail again`;
    yield { line, reason, severity };
  }
}

/** Whether the sequence was taken before what is repeated; undefined if nothing says so. */
function takenElsewhere(fn: FunctionView, piece: CodePiece, from: number): Severity | undefined {
  if (beginsIn(piece).some(({ startIndex }) => startIndex < from)) return 'bug';
  if (functionTakes(fn, 'begin')) return undefined;
  const sites = callSitesOf(fn);
  return sites.some(({ caller }) => functionTakes(caller, 'begin')) ? 'bug' : undefined;
}

/** Whether the sequence is, or may be, taken between the retry and the next call. */
function mayTakeAgain(
  { piece, call, base }: CodeAttempt,
  rest: CodeRetry['rest'],
  from: number,
): boolean {
  const inside = ({ startIndex, endIndex }: Node): boolean =>
    (from <= startIndex && startIndex < call.startIndex) ||
    (rest.startIndex <= startIndex && endIndex <= rest.endIndex);
  if (beginsIn(piece).some(inside)) return true;
  return outOfSight(piece).some(
    ({ node, objects }) =>
      inside(node) && objects.some((one) => one === base || /(range|notifier|mni)$/.test(one)),
  );
}

/** The calls of a piece that take the sequence. */
const beginsIn = oncePer(({ node, fn }: CodePiece): readonly Node[] =>
  node.descendantsOfType('call_expression').filter((one) => callTakes(homeOf(fn()), one, 'begin')),
);

/** The calls of a piece that lead out of sight, and what they are given. */
const outOfSight = oncePer(({ node, fn }: CodePiece) =>
  node.descendantsOfType('call_expression').flatMap((one) => {
    const name = calledName(one);
    if (KNOWN.test(name) || functionNamed(homeOf(fn()), name) !== undefined) return [];
    return [{ node: one, objects: argumentsOf(one).flatMap((given) => objectOf(given) ?? []) }];
  }),
);

const KNOWN = new RegExp(
  `^(?:${RANGE_FAULT}|mmu_interval_\\w+|mmap_\\w+|mutex_\\w+|(?:up|down)_\\w+|time_\\w+|(?:un)?likely|WARN\\w*|pr_\\w+|dev_\\w+|lockdep_\\w+)$`,
);

/** Whether a patch takes away where the sequence was taken. */
function losesBegin(subject: Subject): boolean {
  return (
    subject.kind === 'patch' &&
    linesWith(subject.before.view, 'removed').some(({ code }) =>
      /\bmmu_interval_read_begin\b/.test(code),
    )
  );
}

/** Whether a sequence is taken after a walk that has succeeded, and not for another one. */
function isTakenOnSuccess(fn: FunctionView, { piece, call }: CodeAttempt, begin: Node): boolean {
  const ok = faultOutcomeOf(fn, call)?.ok;
  if (ok === undefined || begin.startIndex < call.endIndex || !ok.values.has(begin)) return false;
  if (hasChoice(begin, call) || comesBack(ok, piece, begin, call)) return false;
  return !faultsIn(piece).some((one) => one.startIndex > begin.startIndex && ok.values.has(one));
}

/** Whether the sequence of a check is taken between the walk that it is for and the check, on the way of one that succeeds. */
function isCheckedLate(fn: FunctionView, { piece, call }: CodeAttempt, begin: Node): boolean {
  const ok = faultOutcomeOf(fn, call)?.ok;
  if (ok === undefined || begin.startIndex < call.endIndex || !ok.values.has(begin)) return false;
  // One of another notifier's may be wanted beside the range's own.
  const isOthers = (one: Node): boolean =>
    one.endIndex < call.startIndex && argumentsOf(one)[0]?.text !== argumentsOf(begin)[0]?.text;
  if (beginsIn(piece).some(isOthers)) return false;
  const isBetween = (one: Node, check: Node): boolean =>
    begin.endIndex < one.startIndex && one.startIndex < check.startIndex;
  return answersIn(fn).some(({ call: check }) => {
    if (check.startIndex < begin.endIndex || !ok.values.has(check)) return false;
    if (hasChoice(begin, check, call) || !isSequenceOf(begin, check)) return false;
    return !faultsIn(piece).some((one) => isBetween(one, check));
  });
}

/**
 * Whether a sequence that is kept in a member for later checks is taken when the walk has succeeded, and not for another
 * one: that of the walk is another.
 */
function isKeptLate(fn: FunctionView, attempt: CodeAttempt, begin: Node): boolean {
  const [store] = allEnclosing(begin, 'assignment_expression');
  const target = store?.childForFieldName('left');
  if (store?.childForFieldName('right') !== begin || target?.type !== 'field_expression')
    return false;
  const object = objectOf(target);
  if (object === undefined || object === `${attempt.base}.notifier_seq`) return false;
  const first = beginsIn(attempt.piece).find(({ endIndex }) => endIndex < attempt.call.startIndex);
  // The helper that walks without the lock reads one by itself.
  const isCovered = first === undefined ? takesSequence(attempt.call) : isOfSame(first, begin);
  if (!isCovered || hasChoice(begin, attempt.call)) return false;
  const ok = faultOutcomeOf(fn, attempt.call)?.ok;
  const isReached = (node: Node): boolean => ok?.values.has(node) === true;
  const isAgain = faultsIn(attempt.piece).some(
    (one) => one.startIndex > begin.startIndex && isReached(one),
  );
  return begin.startIndex > attempt.call.endIndex && isReached(begin) && !isAgain;
}

/** Whether two sequences are read of one notifier, as far as their names tell. */
function isOfSame(one: Node, other: Node): boolean {
  const [first, second] = [one, other].map((begin) => argumentsOf(begin)[0]?.text);
  return first !== undefined && first === second;
}

/** Whether a decision stands around a node that stands around none of some others. */
function hasChoice(node: Node, ...others: readonly Node[]): boolean {
  return allEnclosing(node, 'if_statement', 'case_statement', ...LOOPS).some(
    (one) =>
      !others.some((other) => one.startIndex <= other.startIndex && other.endIndex <= one.endIndex),
  );
}

/** Whether a check compares with what a call that takes the sequence is stored in, or stores it in. */
function isSequenceOf(begin: Node, check: Node): boolean {
  const compared = argumentsOf(check).map((one) => objectOf(one));
  const targets = allEnclosing(begin, 'assignment_expression', 'init_declarator').map((store) => {
    const target = store.childForFieldName('left') ?? store.childForFieldName('declarator');
    return target === null ? undefined : objectOf(target);
  });
  const given = targets.length > 0 ? targets : argumentsOf(begin).map((one) => objectOf(one));
  return given.some((one) => one !== undefined && compared.some((other) => isWithin(other, one)));
}

/** `range.notifier_seq` is in `range`, and in itself. */
function isWithin(object: string | undefined, outer: string): boolean {
  return object === outer || object?.startsWith(`${outer}.`) === true;
}

/** The calls of a piece that lead to a range fault. */
const faultsIn = oncePer(({ node, fn }: CodePiece): readonly Node[] =>
  node.descendantsOfType('call_expression').filter((one) => callTakes(homeOf(fn()), one, 'fault')),
);

/** A sequence that is read only when the walk is over. */
function* takenLate(subject: Subject, fn: FunctionView, attempt: CodeAttempt): Generator<Hit> {
  const { piece, call, within } = attempt;
  if (within !== undefined) return;
  const begins = beginsIn(piece).filter((begin) => !takesSequence(begin));
  const kept = fn.whole ? begins.find((begin) => isKeptLate(fn, attempt, begin)) : undefined;
  const keptAt = kept === undefined ? undefined : lineOf(piece.fragment, kept);
  if (keptAt !== undefined) {
    const reason =
      'the sequence that is kept is not that of the walk: an invalidation in between goes unnoticed';
    yield { line: keptAt, reason };
    return;
  }
  if (takesSequence(call)) return;
  const checked = begins.find((begin) => isCheckedLate(fn, attempt, begin));
  if (checked === undefined && begins.some(({ startIndex }) => startIndex < call.startIndex))
    return;
  // What follows the call in a loop may be for the next attempt.
  const isRepeated = allEnclosing(call, ...LOOPS).length > 0;
  const isNext = attempt.retries.length > 0 || isRepeated;
  const first = checked ?? begins.find((begin) => !isNext || isTakenOnSuccess(fn, attempt, begin));
  const line = first === undefined ? undefined : lineOf(piece.fragment, first);
  if (line === undefined) return;
  // What is not shown can take it first; but not where the patch moves it from there.
  if (!fn.whole && !(line.change === 'added' && losesBegin(subject))) return;
  const isTaken = callSitesOf(fn).some(({ caller }) => functionTakes(caller, 'begin'));
  if (checked === undefined && isTaken) return;
  yield {
    line,
    reason: 'the sequence is taken when the walk is over: an invalidation during it goes unnoticed',
  };
}
