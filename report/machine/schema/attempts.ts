// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { ACTION_NAMES } from '../../../drivers/attempts/actions';
import { type AttemptReport, verdictOfAttempts } from '../../../drivers/attempts/report';
import { ENTRIES, VMA_KINDS } from '../../../drivers/attempts/setup';
import { ACCESSES } from '../../../drivers/driver';
import { DRIVERS } from '../../../drivers/registry';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import { attemptFindings } from '../cases/attempts';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, closed, orNull, ReturnNameSchema, Text, Texts } from './words';

const NAME = 'hmm-attempts-report/1';

const Every = Type.Literal('every');
const step = {
  phase: oneOf('between', 'walk', 'check'),
  walk: Type.Union([Count, Every]),
  action: Type.Enum([...ACTION_NAMES]),
  page: Count,
  silent: Type.Boolean(),
};
const Steps = Type.Array(closed(step));

const again = closed({
  kind: Type.Literal('again'),
  why: oneOf('busy', 'no-pages', 'stale'),
});
const Failed = closed({ kind: Type.Literal('failed'), ret: Type.Integer() });
const Spins = closed({ kind: Type.Literal('spins') });
const SentBack = closed({ kind: Type.Literal('sent-back') });
const Done = closed({ kind: Type.Literal('done'), checked: Type.Boolean() });

export const ReplaySchema = closed({
  attempts: Type.Array(
    closed({
      attempt: Count,
      actions: Steps,
      ...{ entries: Texts, before: Texts, asked: Texts, after: Texts },
      withOriginal: orNull(ReturnNameSchema),
      ret: ReturnNameSchema,
      pageCount: orNull(Count),
      walks: Count,
      faults: Type.Array(closed({ page: Count, write: Type.Boolean() })),
      end: Type.Union([again, Done, Failed, SentBack, Spins]),
    }),
  ),
  afterwards: Steps,
  end: Type.Union([
    Done,
    Failed,
    Spins,
    SentBack,
    closed({ kind: Type.Literal('gave-up') }),
    closed({
      kind: Type.Literal('recurs'),
      since: Count,
      endedBy: oneOf('count', 'deadline', 'budget', 'signal', 'nothing'),
    }),
    closed({ kind: Type.Literal('undecided') }),
  ]),
});

const runCounts = {
  schedules: Count,
  attempts: Count,
  ends: closed({ done: Count, failed: Count, recurs: Count, spins: Count, undecided: Count }),
};

const CauseSchema = closed({
  id: Text,
  kind: oneOf(
    'request-lost',
    'request-grew-none-to-read',
    'request-grew-none-to-write',
    'request-grew-read-to-write',
    'stale-used',
    'no-end-while-invalidated',
    'no-end-alone',
  ),
  text: Text,
  fromDestroyedInput: Type.Boolean(),
  mistake: Type.Boolean(),
  schedules: Count,
  builtSchedules: Count,
  minimal: closed({
    setup: closed({
      accesses: Type.Array(Type.Enum([...ACCESSES])),
      vma: Type.Enum([...VMA_KINDS]),
      entries: Type.Array(Type.Enum(Object.keys(ENTRIES))),
    }),
    schedule: Type.Array(closed({ attempt: Type.Union([Count, Every]), ...step })),
    attempts: Count,
    builtByDriver: Type.Boolean(),
  }),
  replay: ReplaySchema,
  regenerated: ReplaySchema,
  remains: Type.Boolean(),
});

/** What `hmm-pfn attempts` reports. */
export const AttemptsReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    scope: Texts,
    loops: Type.Array(
      closed({
        driver: Type.Union([Type.Enum(DRIVERS.map(({ id }) => id)), Text]),
        source: orNull(Text),
        title: Text,
        ...runCounts,
        causes: Type.Array(CauseSchema),
        regeneration: closed({
          ...runCounts,
          ...{ removed: Texts, remaining: Texts, added: Texts, exact: Type.Boolean() },
        }),
      }),
    ),
  },
  { ...CLOSED, description: 'a report of hmm-pfn attempts' },
);
type AttemptsDocument = Immutable<Type.Static<typeof AttemptsReportSchema>>;

export function attemptsDocument(report: AttemptReport, run: RunFacts): AttemptsDocument {
  return machineReport(NAME, run, attemptFindings(report), report, verdictOfAttempts(report));
}
