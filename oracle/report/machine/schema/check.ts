// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { type ReplayReport, verdictOfReplay } from '../../../check/replay';
import { type CheckReport, verdictOfCheck } from '../../../check/report';
import { OUTCOME_NAMES } from '../../../coverage/coverage';
import { PROFILES } from '../../../generate/generate';
import type { Immutable } from '../../../scenario/immutable';
import { ScenarioSchema } from '../../../scenario/schema';
import { CLOSED, oneOf } from '../../../scenario/schema-words';
import { checkFindings } from '../cases/check';
import { replayFindings } from '../cases/replay';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, Counts, closed, Origin, orNull, Side, sourceCounts, Text, Texts } from './words';

const CHECK = 'hmm-check-report/1';
const REPLAY = 'hmm-replay-report/1';

const KnownCountSchema = closed({ id: Text, title: Text, ...sourceCounts });
const cell = { origin: Origin, outcome: Type.Enum([...OUTCOME_NAMES]) };

/** What `hmm-pfn check` reports. */
export const CheckReportSchema = Type.Object(
  {
    ...headerFields(CHECK),
    options: closed({
      sides: Type.Array(Side),
      vectors: Texts,
      scope: oneOf(0, 1, 2, 3),
      seed: Count,
      runs: Count,
      profile: Type.Enum([...PROFILES]),
    }),
    interrupted: Type.Boolean(),
    scenarios: closed(sourceCounts),
    agreement: Type.Record(Text, closed({ vectors: Count, agreeing: Count }), {
      description: 'by side: how many vectors name a result of it, and how many it agrees with',
    }),
    missed: Count,
    misses: Type.Array(
      closed({
        ...{ file: Text, line: Count, id: Text, side: Side },
        ...{ field: Text, expected: Text, got: Text },
      }),
      { description: 'the first few results that are not the vectors’ own' },
    ),
    families: Type.Array(closed({ name: Text, combines: Text, size: Count, done: Count })),
    expectedCounts: Type.Optional(
      closed({
        compared: Count,
        changes: Type.Array(
          closed({ family: Text, sides: Text, cause: Text, expected: Count, got: Count }),
        ),
        notCompared: Texts,
      }),
    ),
    differences: Type.Array(KnownCountSchema),
    violations: Type.Array(KnownCountSchema),
    incomparable: Counts,
    fresh: Type.Array(
      closed({
        cause: Text,
        count: Count,
        scenario: ScenarioSchema,
        text: Text,
        path: orNull(Text),
      }),
      { description: 'what nothing known explains: the most frequent causes, shrunk' },
    ),
    freshNotShown: Count,
    freshOthers: Type.Array(closed({ cause: Text, count: Count })),
    coverage: Type.Array(
      closed({
        side: Side,
        reachable: Count,
        missing: Type.Array(closed(cell)),
        cells: Type.Array(closed({ ...cell, count: Count })),
      }),
    ),
  },
  { ...CLOSED, description: 'a report of hmm-pfn check' },
);
export type CheckDocument = Immutable<Type.Static<typeof CheckReportSchema>>;

export function checkDocument(report: CheckReport, run: RunFacts): CheckDocument {
  return machineReport(CHECK, run, checkFindings(report), report, verdictOfCheck(report));
}

/** What `hmm-pfn check --path` reports. */
export const ReplayReportSchema = Type.Object(
  {
    ...headerFields(REPLAY),
    scenario: ScenarioSchema,
    pairs: Type.Array(
      closed({
        left: Side,
        right: Side,
        verdict: oneOf('equal', 'differ', 'incomparable'),
        diff: Text,
      }),
    ),
    known: Texts,
    fresh: Type.Array(closed({ cause: Text, text: Text })),
  },
  { ...CLOSED, description: 'a report of hmm-pfn check --path' },
);
export type ReplayDocument = Immutable<Type.Static<typeof ReplayReportSchema>>;

export function replayDocument(report: ReplayReport, run: RunFacts): ReplayDocument {
  return machineReport(REPLAY, run, replayFindings(report), report, verdictOfReplay(report));
}
