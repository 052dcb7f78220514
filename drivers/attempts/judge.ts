// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../asked';
import type { AttemptFinding, NoEndReason } from './finding';
import { type Attempt, type AttemptRun, hasGrown, type RequestChange } from './run';
import type { Schedule } from './schedule';

/**
 * Finds what went wrong in a run; one finding may be there several times.
 * @param endsRegenerated tells of a loop that never ends whether it would, under the same schedule,
 *   if it wrote the requests anew before each attempt.
 */
export function judgeRun(
  run: AttemptRun,
  schedule: Schedule,
  endsRegenerated: () => boolean,
): readonly AttemptFinding[] {
  const findings: AttemptFinding[] = [];
  for (const { changes } of run.attempts) {
    for (const change of changes) if (hasGrown(change)) findings.push(grown(change));
  }
  switch (run.end.kind) {
    case 'done':
      for (const { from, to } of run.lost) findings.push({ kind: 'request-lost', from, to });
      break;
    case 'recurs':
      findings.push(neverEnds(run.attempts.slice(run.end.since - 1), schedule, endsRegenerated()));
      break;
    case 'spins':
      findings.push(spins(schedule));
      break;
    case 'failed':
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

/** @param cycle the attempts that come again and again. */
function neverEnds(
  cycle: readonly Attempt[],
  schedule: Schedule,
  destroyedInput: boolean,
): AttemptFinding {
  const reason = noEndReason(cycle);
  // A loop that gets 0 pages does not need to be invalidated.
  if (reason !== 'no-pages' && cycle.some(({ invalidated }) => invalidated)) {
    return { kind: 'no-end-while-invalidated', reason, destroyedInput };
  }
  return { kind: 'no-end-alone', reason, destroyedInput, silently: isSilent(schedule) };
}

/** Of several reasons, the one that tells most of the loop and least of the others. */
function noEndReason(cycle: readonly Attempt[]): NoEndReason {
  const reasons = cycle.map(reasonOf);
  const order: readonly NoEndReason[] = ['no-pages', 'own-fault', 'before-check', 'during-call'];
  return order.find((reason) => reasons.includes(reason)) ?? 'during-call';
}

function reasonOf({ end, invalidatedMeanwhile }: Attempt): NoEndReason {
  if (end.kind !== 'again') return 'during-call';
  if (end.why === 'no-pages') return 'no-pages';
  if (end.why === 'stale') return 'before-check';
  return invalidatedMeanwhile ? 'during-call' : 'own-fault';
}

function spins(schedule: Schedule): AttemptFinding {
  const silently = isSilent(schedule);
  return { kind: 'no-end-alone', reason: 'livelock', destroyedInput: false, silently };
}

function isSilent(schedule: Schedule): boolean {
  return schedule.some(({ silent }) => silent);
}
