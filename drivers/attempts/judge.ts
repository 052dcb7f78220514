// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../asked';
import type { Loop } from '../loop';
import type { AttemptFinding, NoEndReason, StaleUse } from './finding';
import { type Attempt, type AttemptRun, hasGrown, type RequestChange, type RunEnd } from './run';
import type { Schedule } from './schedule';

/**
 * Finds what went wrong in a run; one finding may be there several times.
 * @param endsRegenerated tells of a loop that never ends whether it would, under the same schedule,
 *   if it wrote the requests anew before each attempt.
 */
export function judgeRun(
  run: AttemptRun,
  schedule: Schedule,
  loop: Loop,
  endsRegenerated: () => boolean,
): readonly AttemptFinding[] {
  const findings: AttemptFinding[] = [];
  for (const { changes } of run.attempts) {
    for (const change of changes) if (hasGrown(change)) findings.push(grown(change));
  }
  switch (run.end.kind) {
    case 'done':
      for (const { from, to } of run.lost) findings.push({ kind: 'request-lost', from, to });
      if (run.stale.length > 0) findings.push({ kind: 'stale-used', why: staleUse(loop) });
      break;
    case 'recurs':
      findings.push(neverEnds(run, run.end, schedule, endsRegenerated()));
      break;
    case 'spins':
      findings.push(spins(schedule));
      break;
    case 'failed':
    case 'sent-back':
    case 'gave-up':
    case 'undecided':
      break;
  }
  return findings;
}

function grown(change: RequestChange): AttemptFinding {
  return { kind: grownKind(change), consequence: change.consequence };
}

function grownKind({
  from,
  to,
}: RequestChange): Extract<AttemptFinding, { consequence: unknown }>['kind'] {
  if (from === AskLevel.read) return 'request-grew-read-to-write';
  return to === AskLevel.read ? 'request-grew-none-to-read' : 'request-grew-none-to-write';
}

function staleUse({ check, sequence }: Loop): StaleUse {
  return check.kind === 'none' && sequence === 'each-attempt'
    ? 'not-checked'
    : 'sequence-read-later';
}

function neverEnds(
  { attempts }: AttemptRun,
  { since, endedBy }: Extract<RunEnd, { readonly kind: 'recurs' }>,
  schedule: Schedule,
  destroyedInput: boolean,
): AttemptFinding {
  const cycle = attempts.slice(since - 1);
  const reason = noEndReason(cycle);
  // A loop that gets 0 pages does not need to be invalidated.
  if (reason !== 'no-pages' && cycle.some(({ invalidated }) => invalidated)) {
    return { kind: 'no-end-while-invalidated', reason, endedBy, destroyedInput };
  }
  const silently = isSilent(schedule);
  return { kind: 'no-end-alone', reason, endedBy, destroyedInput, silently };
}

/** Of several reasons, the one that tells most of the loop and least of the others. */
function noEndReason(cycle: readonly Attempt[]): NoEndReason {
  const reasons = cycle.map(reasonOf);
  const order: readonly NoEndReason[] = [
    'no-pages',
    'own-fault',
    'before-check',
    'old-sequence',
    'during-call',
  ];
  return order.find((reason) => reasons.includes(reason)) ?? 'during-call';
}

function reasonOf({ end, invalidatedMeanwhile, oldSequence }: Attempt): NoEndReason {
  if (end.kind !== 'again') return 'during-call';
  if (end.why === 'no-pages') return 'no-pages';
  if (end.why === 'stale') return 'before-check';
  if (oldSequence) return 'old-sequence';
  return invalidatedMeanwhile ? 'during-call' : 'own-fault';
}

function spins(schedule: Schedule): AttemptFinding {
  const silently = isSilent(schedule);
  const endedBy = 'nothing';
  return { kind: 'no-end-alone', reason: 'livelock', endedBy, destroyedInput: false, silently };
}

function isSilent(schedule: Schedule): boolean {
  return schedule.some(({ silent }) => silent);
}
