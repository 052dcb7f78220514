// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { verdictOfAudits } from '../../../audit/model/examined';
import type { AuditReport } from '../../../audit/model/report';
import { ACCESSES } from '../../../drivers/driver';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import type { RunVerdict } from '../../../oracle/verdict/verdict';
import { auditFindings } from '../cases/audit';
import { ExaminedSchema, headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { Count, Counts, closed, orNull, sourceCounts, Text, Texts } from './words';

const NAME = 'hmm-audit-report/1';

/** Not a tuple of typebox: it would be written as drafts before 2020-12 have it. */
const BeforeAndAfter = Type.Unsafe<[before: string, after: string]>(
  Type.Array(Text, { minItems: 2, maxItems: 2 }),
);
const Explained = orNull(closed({ title: Text, why: Text, effect: Text }));

const PortCauseSchema = closed({
  id: Text,
  explained: Explained,
  counts: closed(sourceCounts),
  values: orNull(BeforeAndAfter),
  minimal: orNull(
    closed({
      scenario: ScenarioSchema,
      wanted: Type.Array(Type.Enum([...ACCESSES])),
      before: Texts,
      after: Texts,
    }),
  ),
});

const AssumptionSchema = closed({
  windows: Count,
  successes: Count,
  pages: Count,
  withoutPage: Counts,
  grantedLess: Counts,
});

const LoopCauseSchema = closed({
  ...{ id: Text, text: Text, before: Count, after: Count },
  fromDestroyedInput: Type.Boolean(),
  becauseOfRequests: Type.Boolean(),
  steps: Texts,
});

const PairSchema = closed({
  driver: Text,
  title: Text,
  versions: BeforeAndAfter,
  options: closed({
    ...{ seed: Count, runs: Count, scope: oneOf(0, 1, 2), vectors: Texts },
    ...{ loops: Type.Boolean(), shown: Count, knownShown: Type.Boolean() },
  }),
  interrupted: Type.Boolean(),
  examined: Type.Optional(ExaminedSchema),
  scenarios: closed(sourceCounts),
  windows: Count,
  pages: Count,
  causes: Type.Array(PortCauseSchema),
  notShown: Count,
  others: Type.Array(closed({ id: Text, count: Count })),
  loops: orNull(
    closed({
      scope: Text,
      schedules: closed({ before: Count, after: Count }),
      causes: Type.Array(
        closed({
          id: Text,
          explained: Explained,
          in: oneOf('both', 'before', 'after'),
          parts: Type.Array(LoopCauseSchema),
        }),
      ),
    }),
  ),
  latent: Type.Array(PortCauseSchema),
  proof: Type.Union([
    closed({ reliedOn: Type.Literal(false) }),
    closed({
      reliedOn: Type.Literal(true),
      holds: Type.Boolean(),
      own: AssumptionSchema,
      askingNothing: AssumptionSchema,
    }),
  ]),
  table: Type.Array(closed({ met: Text, before: Text, after: Text })),
});

/** What `hmm-pfn audit DRIVER` reports: each pair of versions that the driver has. */
export const AuditReportSchema = Type.Object(
  { ...headerFields(NAME), reports: Type.Array(PairSchema) },
  { ...CLOSED, description: 'a report of hmm-pfn audit DRIVER' },
);
type AuditDocument = Immutable<Type.Static<typeof AuditReportSchema>>;

/**
 * @param driver as it was named on the command line.
 * @param verdict if not all pairs of the driver have a report.
 */
export function auditDocument(
  driver: string,
  reports: readonly AuditReport[],
  run: RunFacts,
  verdict: RunVerdict = verdictOfAudits(reports),
): AuditDocument {
  return machineReport(NAME, run, auditFindings(driver, reports), { reports }, verdict);
}
