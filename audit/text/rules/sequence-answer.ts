// SPDX-License-Identifier: GPL-2.0-or-later
import { type Fragment, lineOf } from '../code/fragment';
import { enclosing, LOOPS } from '../code/nodes';
import type { Node } from '../code/syntax';
import { type FunctionView, nodesOf } from '../code/view';
import { answersReturnedOpposite } from '../hmm/answer-returned';
import { checksNotFollowed } from '../hmm/answer-values';
import { isRangeFault } from '../hmm/attempt';
import { droppedAnswers } from '../hmm/dropped-answer';
import { branchStatements, givesUp, goesWithoutSaying, saysAgain } from '../hmm/gives-up';
import {
  casesOfSequence,
  type SequenceState,
  type StatesOfSequence,
  statesBy,
} from '../hmm/retry-answer';
import { usedOnlyStale } from '../hmm/stale-use';
import { usedInStaleState } from '../hmm/state-machine';
import {
  functionBefore,
  type Hit,
  notFollowed,
  type Rule,
  type Severity,
  type Subject,
  source,
} from './rule';

/** The sequence is asked for, and the answer is dropped, or taken for the opposite. */
export const sequenceAnswer: Rule = {
  id: 'sequence-answer',
  title: 'the answer of mmu_interval_read_retry() is dropped, or taken for the opposite',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'mmu_interval_read_retry() returns true if the range was invalidated since the sequence was read: then ' +
    'nothing of the range fault may be used. An answer that nobody looks at is no check.',
  effect:
    'The device gets pages that have been reused by somebody else; taken for the opposite, it also gets ' +
    'nothing, or never comes to an end, where all was well.',
  bad: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret = hmm_range_fault(range);

            if (ret)
                    return ret;
            mutex_lock(&own->lock);
            if (!mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
                    mutex_unlock(&own->lock);
                    return -EAGAIN;
            }
            example_map(own, range);
            mutex_unlock(&own->lock);
            return 0;
    }`),
  good: source(`
    static int example(struct example *own, struct hmm_range *range)
    {
            int ret = hmm_range_fault(range);

            if (ret)
                    return ret;
            mutex_lock(&own->lock);
            if (mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
                    mutex_unlock(&own->lock);
                    return -EAGAIN;
            }
            example_map(own, range);
            mutex_unlock(&own->lock);
            return 0;
    }`),
  *check(subject: Subject): Generator<Hit> {
    for (const fn of subject.now.view.functions) {
      const unknown = checksNotFollowed(fn);
      yield* notFollowed(subject, fn, unknown, 'what is done after either answer of this check');
      const before = functionBefore(subject, fn);
      // What was so before the patch is not its doing.
      const were = before === undefined ? [] : mistakesOf(before).map(({ kind }) => kind);
      for (const { fragment, node, kind, reason, severity, isWhole } of mistakesOf(fn)) {
        const known = were.indexOf(kind);
        const line = lineOf(fragment, node);
        if (known >= 0) were.splice(known, 1);
        else if (line === undefined) continue;
        // Of lines that were not shown before nobody knows whether they looked at it.
        else if (isWhole || before !== undefined) yield { line, reason, severity };
      }
    }
  },
};

interface Mistake {
  readonly fragment: Fragment;
  readonly node: Node;
  readonly kind: 'dropped' | 'opposite';
  readonly reason: string;
  readonly severity: Severity;
  /** Whether all of what decides about it is shown. */
  readonly isWhole: boolean;
}

function mistakesOf(fn: FunctionView): readonly Mistake[] {
  const dropped = droppedAnswers(fn).map(
    ({ fragment, node, variable, maybeRead, idle }): Mistake => {
      const reason =
        idle?.reason ??
        (variable === undefined
          ? 'the sequence is checked, and nobody looks at the answer'
          : `the answer is stored in ${variable}, at which nobody looks`);
      const severity = maybeRead || idle?.isSure === false ? 'suspicious' : 'bug';
      return { fragment, node, kind: 'dropped', reason, severity, isWhole: !maybeRead };
    },
  );
  const decisions = nodesOf(fn, ...DECISIONS).flatMap(({ fragment, node }): Mistake[] => {
    const found = oppositeIn(fn, node);
    return found === undefined
      ? []
      : [{ fragment, node, kind: 'opposite', ...found, isWhole: true }];
  });
  const returned = nodesOf(fn, 'call_expression').flatMap((place): Mistake[] => {
    if (decisions.length > 0 || !answersReturnedOpposite(fn).includes(place.node)) return [];
    return [{ ...place, kind: 'opposite', ...RETURNED_OPPOSITE, isWhole: true }];
  });
  const found = [...dropped, ...decisions, ...returned];
  const stale = found.length > 0 ? undefined : usedInStaleState(fn);
  if (stale === undefined) return found;
  const reason = USED_IN_STATE;
  return [{ ...stale, kind: 'opposite', reason, severity: 'bug', isWhole: true }];
}

const RETURNED_OPPOSITE = {
  reason:
    'the caller is told to try again where there was no invalidation, and never where there was one',
  severity: 'suspicious',
} as const;

const USED_IN_STATE =
  'where this says that there was an invalidation, the state of the loop leads to a use of the pages';

const DECISIONS = [
  'if_statement',
  'switch_statement',
  'conditional_expression',
  'binary_expression',
  ...LOOPS,
];

type Opposite = Pick<Mistake, 'reason' | 'severity'>;

/** How a decision takes the answer for the opposite; undefined if it does not. */
function oppositeIn(fn: FunctionView, decision: Node): Opposite | undefined {
  const reason = givenUpIn(fn, decision);
  if (reason !== undefined) return { reason, severity: 'bug' };
  const use = mayUse(decision) ? usedOnlyStale(fn, decision) : undefined;
  if (use === undefined) return undefined;
  return { reason: USED_WHILE_STALE, severity: use === 'sure' ? 'bug' : 'suspicious' };
}

const USED_WHILE_STALE =
  'the pages are used only if there was an invalidation: mmu_interval_read_retry() is true then';

/** Whether something is done by one of both outcomes; an operator by itself only decides where it is a statement. */
function mayUse(decision: Node): boolean {
  if (decision.type === 'do_statement' || decision.type === 'for_statement') return false;
  if (decision.type !== 'binary_expression') return true;
  const isShort = /^(?:&&|\|\|)$/.test(decision.childForFieldName('operator')?.text ?? '');
  return isShort && decision.parent?.type === 'expression_statement';
}

/** How a decision gives up, or tries again, where nothing was invalidated; undefined if it does not. */
function givenUpIn(fn: FunctionView, decision: Node): string | undefined {
  if (decision.type === 'switch_statement') return oppositeCase(fn, decision);
  const condition = decision.childForFieldName('condition');
  const states = condition === null ? undefined : statesBy(fn, condition);
  if (states === undefined) return undefined;
  if (decision.type === 'conditional_expression') return oppositeValue(decision, states);
  if (decision.type === 'if_statement') return oppositeBranch(decision, states);
  const isAttempt = decision.descendantsOfType('call_expression').some(isRangeFault);
  return isAttempt && isOnly(states, 'yes', 'fresh') ? AGAIN_WHILE_FRESH : undefined;
}

const AGAIN_WHILE_FRESH =
  'tried again, or given up, although there was no invalidation: mmu_interval_read_retry() is false then';

/** `mmu_interval_read_retry(…) ? 0 : -EAGAIN`. */
function oppositeValue(node: Node, states: StatesOfSequence): string | undefined {
  const [yes, no] = [node.childForFieldName('consequence'), node.childForFieldName('alternative')];
  const isOpposite =
    (isOnly(states, 'yes', 'fresh') && saysAgain(yes)) ||
    (isOnly(states, 'no', 'fresh') && saysAgain(no));
  return isOpposite ? AGAIN_WHILE_FRESH : undefined;
}

/** The branch that is taken, or what is left if the other one leaves, where nothing was invalidated. */
function oppositeBranch(node: Node, states: StatesOfSequence): string | undefined {
  const yes = node.childForFieldName('consequence');
  const no = node.childForFieldName('alternative');
  if (yes === null) return undefined;
  // Where the other branch is only for what is stale, this one is for all that is fresh, whatever else it is for.
  const isForFresh = isOnly(states, 'yes', 'fresh') || states.no === 'stale';
  if (isForFresh && givesUp(branchStatements(yes))) return AGAIN_WHILE_FRESH;
  if (!isOnly(states, 'no', 'fresh')) return undefined;
  const otherwise = no === null ? afterLeaving(node, yes) : branchStatements(no);
  return otherwise !== undefined && givesUp(otherwise) ? AGAIN_WHILE_FRESH : undefined;
}

/** `switch (mmu_interval_read_retry(…)) { case 0: return -EAGAIN; }`, or what comes after it if no case is for that. */
function oppositeCase(fn: FunctionView, node: Node): string | undefined {
  const cases = casesOfSequence(fn, node);
  if (cases === undefined) return undefined;
  const statements =
    cases.fresh === undefined
      ? statementsAfter(node)
      : cases.fresh.namedChildren.filter((one) => one.field !== 'value');
  return givesUp(statements) ? AGAIN_WHILE_FRESH : undefined;
}

/** The statements after a decision whose branch leaves the block and says nothing of an error. */
function afterLeaving(decision: Node, branch: Node): readonly Node[] | undefined {
  const last = branchStatements(branch).at(-1);
  const leaves = last !== undefined && /^(?:return|break|goto)_statement$/.test(last.type);
  if (!leaves || enclosing(decision, 'function_definition') === undefined) return undefined;
  return statementsAfter(decision);
}

function statementsAfter(node: Node): readonly Node[] {
  const siblings = node.parent?.namedChildren ?? [];
  return siblings.slice(siblings.indexOf(node) + 1);
}

/** Whether one outcome of a condition means that state, and nothing beside it that matters. */
function isOnly(
  { beside, ...states }: StatesOfSequence,
  outcome: 'yes' | 'no',
  state: SequenceState,
): boolean {
  return states[outcome] === state && beside[outcome].every(goesWithoutSaying);
}
