// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { DECISION_NAMES } from '../../../oracle/campaign/decision';
import type { CauseKind } from '../../../oracle/campaign/new-causes';
import { ENDS } from '../../../oracle/check/campaign-summary';
import type { Shrinking } from '../../../oracle/check/finding';
import { type ReplayReport, verdictOfReplay } from '../../../oracle/check/replay';
import { type CheckReport, verdictOfCheck } from '../../../oracle/check/report';
import { STORED_STATES } from '../../../oracle/check/stored';
import { OUTCOME_NAMES } from '../../../oracle/coverage/coverage';
import { PROFILES } from '../../../oracle/generate/profiles';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import type { TreeNote } from '../../../tree/side/noted';
import { checkFindings } from '../cases/check';
import { replayFindings } from '../cases/replay';
import { withTreeNotes } from '../cases/tree-notes';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import {
  Count,
  Counts,
  closed,
  OriginSchema,
  orNull,
  SideSchema,
  sourceCounts,
  Text,
  Texts,
  TreeNotesSchema,
} from './words';

const CHECK = 'hmm-check-report/1';
const REPLAY = 'hmm-replay-report/1';

const KnownCountSchema = closed({ id: Text, title: Text, ...sourceCounts });
/** Where a cause showed and what each side did there, the most frequent first. */
const Details = Type.Array(closed({ detail: Text, count: Count }));
/** Causes that are listed under another one, as its consequences. */
const Folded = Type.Array(closed({ cause: Text, count: Count }));
const Kind = Type.Enum(['side', 'decision', 'promise', 'unsteady'] satisfies CauseKind[]);
const Shrunk = Type.Enum(['shrunk', 'not shown again', 'not shrunk'] satisfies Shrinking[]);
const cell = { origin: OriginSchema, outcome: Type.Enum([...OUTCOME_NAMES]) };

/** How far a side from outside is the model that it is held to. */
const HeldReportSchema = closed({
  ...{ name: Text, like: SideSchema, what: Text },
  ...{ scenarios: Count, compared: Count, agreeing: Count },
  known: Type.Array(closed({ id: Text, count: Count })),
  without: Type.Array(closed({ why: Text, count: Count })),
  causes: Type.Array(
    closed({
      cause: Text,
      kind: Kind,
      decision: orNull(Type.Enum([...DECISION_NAMES])),
      ...{ count: Count, details: Details, met: Type.Array(OriginSchema), folded: Folded },
      ...{ scenario: ScenarioSchema, shrinking: Shrunk, lines: Texts },
    }),
  ),
  othersNotShown: Count,
});

/** What `hmm-pfn check` reports. */
export const CheckReportSchema = Type.Object(
  {
    ...headerFields(CHECK),
    options: closed({
      sides: Type.Array(SideSchema),
      vectors: Texts,
      scope: oneOf(0, 1, 2, 3),
      everyCall: Type.Optional(
        Type.Boolean({ description: 'whether no family of the scope was judged by class' }),
      ),
      seed: Count,
      runs: Count,
      profile: Type.Enum([...PROFILES]),
      further: Type.Optional(
        Type.Array(Type.Enum([...PROFILES]), {
          description: 'further profiles, with as many random scenarios each',
        }),
      ),
    }),
    interrupted: Type.Boolean(),
    scenarios: closed(sourceCounts),
    agreement: Type.Record(Text, closed({ vectors: Count, agreeing: Count }), {
      description: 'by side: how many vectors have a result for it, and how many it agrees with',
    }),
    missed: Count,
    misses: Type.Array(
      closed({
        ...{ file: Text, line: Count, id: Text, side: SideSchema },
        ...{ field: Text, expected: Text, got: Text },
      }),
      { description: 'results that differ from the vectors: the first few of each decision' },
    ),
    missGroups: Type.Array(
      closed({ decision: Text, count: Count, sides: Type.Array(SideSchema), details: Details }),
      { description: 'all of them by the decision that they come from, most frequent first' },
    ),
    families: Type.Array(
      closed({ name: Text, combines: Text, size: Count, done: Count, stoodFor: Count }),
    ),
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
        kind: Kind,
        decision: orNull(Type.Enum([...DECISION_NAMES])),
        broken: orNull(Text),
        count: Count,
        details: Details,
        met: Type.Array(OriginSchema),
        sides: Type.Array(SideSchema),
        alsoBreaks: Texts,
        folded: Folded,
        scenario: ScenarioSchema,
        shrinking: Shrunk,
        text: Text,
        path: orNull(Text),
      }),
      { description: 'unexplained differences: one decision each, with its simplest scenario' },
    ),
    freshNotShown: Count,
    freshOthers: Type.Array(
      closed({ cause: Text, broken: orNull(Text), count: Count, details: Details, folded: Folded }),
    ),
    stored: Type.Optional(
      Type.Array(
        closed({
          cause: Text,
          state: Type.Enum([...STORED_STATES]),
          now: Texts,
          sides: Type.Array(SideSchema),
          foundBy: closed({ build: Text, commit: orNull(Text), command: Text }),
          scenario: ScenarioSchema,
        }),
        { description: 'failures that earlier runs have stored, run again' },
      ),
    ),
    campaign: Type.Optional(
      Type.Object(
        {
          id: Text,
          build: Text,
          command: Text,
          streams: Texts,
          chunks: Count,
          of: orNull(Count),
          end: Type.Enum([...ENDS]),
          minimums: Count,
          shortfalls: Type.Array(
            closed({ side: SideSchema, what: Text, minimum: Count, got: Count }),
          ),
        },
        {
          ...CLOSED,
          description: 'what a campaign is, how far it came, and what it did not reach',
        },
      ),
    ),
    coverage: Type.Array(
      closed({
        side: SideSchema,
        reachable: Count,
        missing: Type.Array(closed(cell)),
        cells: Type.Array(closed({ ...cell, count: Count })),
      }),
    ),
    external: Type.Optional(Type.Array(HeldReportSchema)),
    treeNotes: TreeNotesSchema,
  },
  { ...CLOSED, description: 'a report of hmm-pfn check or hmm-pfn campaign' },
);
export type CheckDocument = Immutable<Type.Static<typeof CheckReportSchema>>;

/**
 * @param verdict what the run comes to, if more than the report has a say: what a kernel tree noted.
 * @param treeNotes what trees noted.
 */
export function checkDocument(
  report: CheckReport,
  run: RunFacts,
  verdict = verdictOfCheck(report),
  treeNotes: readonly TreeNote[] = [],
): CheckDocument {
  const findings = withTreeNotes(checkFindings(report), treeNotes);
  return machineReport(CHECK, run, findings, { ...report, treeNotes }, verdict);
}

/** What `hmm-pfn check --path` reports. */
export const ReplayReportSchema = Type.Object(
  {
    ...headerFields(REPLAY),
    scenario: ScenarioSchema,
    pairs: Type.Array(
      closed({
        left: SideSchema,
        right: SideSchema,
        verdict: oneOf('equal', 'differ', 'incomparable'),
        diff: Text,
      }),
    ),
    known: Texts,
    fresh: Type.Array(closed({ cause: Text, broken: orNull(Text), detail: Text, text: Text })),
    treeNotes: TreeNotesSchema,
  },
  { ...CLOSED, description: 'a report of hmm-pfn check --path' },
);
type ReplayDocument = Immutable<Type.Static<typeof ReplayReportSchema>>;

/** As {@link checkDocument}. */
export function replayDocument(
  report: ReplayReport,
  run: RunFacts,
  verdict = verdictOfReplay(report),
  treeNotes: readonly TreeNote[] = [],
): ReplayDocument {
  const findings = withTreeNotes(replayFindings(report), treeNotes);
  return machineReport(REPLAY, run, findings, { ...report, treeNotes }, verdict);
}
