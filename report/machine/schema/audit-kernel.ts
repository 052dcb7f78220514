// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { DECISION_NAMES } from '../../../oracle/campaign/decision';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import { RACE_EXTENTS } from '../../../tree/audit/races/race-scenarios';
import { type AuditKernelReport, verdictOfAuditKernel } from '../../../tree/audit/report';
import { auditKernelFindings } from '../cases/audit-kernel';
import { ExaminedSchema, headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, closed, OriginSchema, orNull, sourceCounts, Text, Texts } from './words';

const NAME = 'hmm-audit-kernel-report/1';

const ChangeSchema = oneOf('comes', 'goes', 'stays');
const TreeSchema = closed({ name: Text, what: Text, like: Text, differs: Texts });

/** A line of code that nothing reached. */
const MissedSchema = closed({ path: Text, line: Count, text: Text, why: orNull(Text) });

/** A line that was left by some of its ways only. */
const MissedBranchesSchema = closed({
  ...{ path: Text, line: Count, text: Text, why: orNull(Text) },
  ...{ ways: Count, of: Count },
});

/** A changed statement with calls that are the same in every scenario: of it no run judges what changed, or the calls. */
const UnjudgedSchema = closed({
  ...{ path: Text, in: oneOf('before', 'after'), line: Count, text: Text, why: Text },
  what: oneOf('line', 'call'),
});

const CountedSchema = Type.Array(closed({ what: Text, count: Count }));
/** Changes of entries within walks. */
const RacesSchema = closed({
  ...{ scenarios: Count, of: Count, given: Count, changes: Count, compared: Count },
  ...{ before: Count, after: Count, differAnyway: Count },
  ...{ onlyBefore: CountedSchema, bothCrash: CountedSchema, notRun: CountedSchema },
});

/** What a prover says of the change. */
const ProofSchema = closed({
  statements: Type.Array(
    closed({
      ...{ id: Text, says: Text, lines: Texts },
      outcome: oneOf('proved', 'refuted', 'undecided'),
    }),
  ),
  known: Type.Array(closed({ id: Text, says: Text })),
  bounds: Texts,
  examined: ExaminedSchema,
});

/** What `hmm-pfn audit kernel` reports. */
export const AuditKernelReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    options: closed({
      trees: Texts,
      expect: orNull(Type.Literal('same')),
      ...{ vectors: Texts, scope: oneOf(0, 1, 2, 3), runs: Count, seed: Count },
      // Not in reports from before there were any.
      races: Type.Optional(Type.Union([Type.Boolean(), Type.Enum([...RACE_EXTENTS])])),
    }),
    before: TreeSchema,
    after: TreeSchema,
    patch: orNull(closed({ name: Text, applied: Texts, notRun: Texts })),
    changed: closed({
      ...{ files: Texts, functions: Texts },
      // Not in reports from before it was said.
      unjudged: Type.Optional(Type.Array(UnjudgedSchema)),
    }),
    // Not in reports from before there was any.
    shownIn: Type.Optional(orNull(Texts)),
    interrupted: Type.Boolean(),
    scenarios: closed(sourceCounts),
    compared: Count,
    equal: Count,
    races: Type.Optional(orNull(RacesSchema)),
    layout: orNull(closed({ before: Text, after: Text, release: orNull(Text), driver: Text })),
    causes: Type.Array(
      closed({
        cause: Text,
        kind: oneOf('side', 'decision', 'promise', 'unsteady'),
        decision: orNull(Type.Enum([...DECISION_NAMES])),
        count: Count,
        details: Type.Array(closed({ detail: Text, count: Count })),
        met: Type.Array(OriginSchema),
        folded: Type.Array(closed({ cause: Text, count: Count })),
        driver: Text,
        scenario: ScenarioSchema,
        shrinking: oneOf('shrunk', 'not shown again', 'not shrunk'),
        lines: Texts,
      }),
      { description: 'unexplained differences: one decision each, with its simplest scenario' },
    ),
    othersNotShown: Count,
    explained: Type.Array(closed({ id: Text, title: Text, driver: Text, count: Count })),
    violations: Type.Array(closed({ id: Text, change: ChangeSchema })),
    notes: Type.Array(
      closed({
        ...{ text: Text, change: ChangeSchema, before: Count, after: Count },
        ...{ where: Texts, scenario: ScenarioSchema },
      }),
      { description: 'what no array shows: locks, sequence checks, warnings' },
    ),
    bothCrash: Type.Array(closed({ what: Text, count: Count })),
    proof: Type.Optional(ProofSchema),
    coverage: orNull(
      closed({
        files: Type.Array(
          closed({
            path: Text,
            source: Texts,
            lines: Type.Array(closed({ line: Count, count: Count, branches: Type.Array(Count) })),
            functions: Type.Array(closed({ name: Text, from: Count, to: Count, count: Count })),
            missed: Type.Array(MissedSchema),
            // Not in reports from before they were listed.
            missedBranches: Type.Optional(Type.Array(MissedBranchesSchema)),
          }),
        ),
        changed: closed({
          ...{ lines: Count, missed: Type.Array(MissedSchema) },
          // Not in reports from before ways were looked at.
          missedBranches: Type.Optional(Type.Array(MissedBranchesSchema)),
        }),
        processesEnded: Count,
        // Reports from before there were samples counted all.
        sample: Type.Optional(orNull(Count)),
      }),
    ),
  },
  { ...CLOSED, description: 'a report of hmm-pfn audit kernel' },
);
type AuditKernelDocument = Immutable<Type.Static<typeof AuditKernelReportSchema>>;

export function auditKernelDocument(report: AuditKernelReport, run: RunFacts): AuditKernelDocument {
  const verdict = verdictOfAuditKernel(report);
  return machineReport(NAME, run, auditKernelFindings(report), report, verdict);
}
