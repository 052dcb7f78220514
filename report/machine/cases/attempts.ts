// SPDX-License-Identifier: GPL-2.0-or-later

import type { FindingKind } from '../../../drivers/attempts/finding';
import { renderCause } from '../../../drivers/attempts/render';
import type { AttemptReport, CauseReport, LoopReport } from '../../../drivers/attempts/report';
import { COMMAND } from '../../../oracle/package/command';
import { type Case, caseOf, type Findings, type ReportRule } from '../model';

const PAGE = 'docs/review.md';

const RULES: readonly ReportRule[] = [
  {
    id: 'request-kept',
    title: 'a loop ends with what its first attempt requested',
    why: 'The output of an attempt replaces its requests; a retry with the same array requests something else.',
    effect:
      'The device gets less than it requested, or causes faults and copies that nobody requested.',
    page: PAGE,
  },
  {
    id: 'loop-ends',
    title: 'a loop ends',
    why: 'An unbounded loop continues as long as each attempt is invalidated, or returns to the same state.',
    effect: 'The device waits until a time limit, or endlessly.',
    page: PAGE,
  },
  {
    id: 'stale-unused',
    title: 'what is out of date is not used',
    why: 'A page that was taken away after the call is found by the check of a sequence that was read before the call.',
    effect: 'The device accesses a page frame that is no longer the process’s.',
    page: PAGE,
  },
  {
    id: 'written-anew',
    title: 'rewriting the requests removes what comes from destroyed input, and nothing else',
    why: 'Every cause is run again on the same loop with its requests rewritten before each attempt.',
    effect: 'The remedy that the documentation suggests would not work.',
    page: PAGE,
  },
];

/** What the loops of drivers come to, as cases. */
export function attemptFindings({ loops }: AttemptReport): Findings {
  const suites = loops.map((loop) => ({
    id: loop.driver,
    name: loop.title,
    cases: [...loop.causes.map((cause) => causeCase(loop, cause)), regenerationCase(loop)],
  }));
  return { suites, rules: RULES };
}

/** What each kind of finding breaks. */
const RULE_OF: Readonly<Record<FindingKind, 'request-kept' | 'loop-ends' | 'stale-unused'>> = {
  'stale-used': 'stale-unused',
  'request-lost': 'request-kept',
  'request-grew-none-to-read': 'request-kept',
  'request-grew-none-to-write': 'request-kept',
  'request-grew-read-to-write': 'request-kept',
  'no-end-while-invalidated': 'loop-ends',
  'no-end-alone': 'loop-ends',
};

function causeCase(loop: LoopReport, cause: CauseReport): Case {
  const { id, kind, text, schedules, mistake } = cause;
  const found = loop.source !== null && mistake;
  return caseOf({
    id,
    rule: RULE_OF[kind],
    name: text,
    status: found ? 'failed' : 'known',
    message: found ? text : `known: ${text}`,
    details: renderCause(cause).split('\n'),
    count: schedules,
    replay: replayOf(loop),
  });
}

function replayOf({ driver, source }: LoopReport): string {
  return `${COMMAND} attempts ${source ?? `--driver ${driver}`}`;
}

function regenerationCase(loop: LoopReport): Case {
  const { driver, regeneration } = loop;
  const { exact, removed, remaining, added } = regeneration;
  return caseOf({
    id: `${driver}/written-anew`,
    rule: 'written-anew',
    name: 'rewriting the requests removes exactly what comes from destroyed input',
    status: exact ? 'passed' : 'failed',
    message: `${removed.length} causes disappear, ${remaining.length} remain, ${added.length} are added`,
    details: [
      ...removed.map((id) => `gone     ${id}`),
      ...remaining.map((id) => `remains  ${id}`),
      ...added.map((id) => `NEW      ${id}`),
    ],
    replay: replayOf(loop),
  });
}
