// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { DEVICE_ACCESSES, SCHEDULE_NAMES } from '../../../audit/c/circumstances';
import { LOOP_FACTS, OBSERVED_FIELDS } from '../../../audit/c/observed-loop';
import { type AuditCReport, verdictOfAuditC } from '../../../audit/c/report';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, oneOf } from '../../../oracle/scenario/schema-entries';
import { auditCFindings } from '../cases/audit-c';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import {
  Count,
  Counts,
  closed,
  OriginSchema,
  SideSchema,
  sourceCounts,
  Text,
  Texts,
} from './words';

const NAME = 'hmm-audit-c-report/1';

const ScheduleSchema = oneOf(...SCHEDULE_NAMES);
const AccessSchema = oneOf(...DEVICE_ACCESSES);

const OBSERVED = {
  runs: Count,
  ...{ attempts: Count, piecePages: Count },
  facts: Type.Array(
    closed({
      fact: oneOf(...LOOP_FACTS.map(([name]) => name)),
      field: oneOf(...OBSERVED_FIELDS),
      ...{ what: Text, runs: Count },
    }),
  ),
};

/** What `hmm-pfn audit c` reports. */
export const AuditCReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    options: closed({
      ...{ before: Type.Optional(Text), after: Text, adapter: Type.Optional(Text) },
      sides: closed({ before: SideSchema, after: SideSchema }),
      trees: Type.Optional(
        Type.Array(closed({ name: Text, folder: Text }), {
          description: 'the kernel trees among the sides',
        }),
      ),
      circumstances: closed({
        schedule: Type.Optional(ScheduleSchema),
        access: Type.Optional(AccessSchema),
      }),
      functions: Type.Optional(closed({ before: Text, after: Text })),
      cut: Type.Optional(
        closed({ file: Text, tree: Text, headers: Type.Optional(Texts), functions: Texts }),
      ),
      ...{ cc: Type.Optional(Text), cflags: Texts, timeout: Count, keep: Type.Optional(Text) },
      compileTimeout: Count,
      ...{ vectors: Texts, scope: oneOf(0, 1, 2, 3), runs: Count, seed: Count },
    }),
    build: closed({
      compiler: Text,
      protection: oneOf('address and bounds sanitizers, guard pages', 'guard pages'),
      confinement: Texts,
      unconfined: Texts,
      standIns: Texts,
      cut: Type.Optional(
        Type.Array(closed({ name: Text, what: Text }), {
          description: 'what stands in for parts of the kernel in code that was cut out of a tree',
        }),
      ),
      skipped32: Text,
    }),
    interrupted: Type.Boolean(),
    gaveUp: Type.Boolean({ description: 'stopped because too many scenarios ended their process' }),
    scenarios: closed(sourceCounts),
    converted: Count,
    pages: Count,
    notRun: Count,
    skipped: Counts,
    formatDefects: Texts,
    known: Type.Array(closed({ id: Text, title: Text, count: Count })),
    loop: Type.Optional(
      Type.Union([closed(OBSERVED), Type.Null()], {
        description: 'what the driver does around the range fault, where it is judged by itself',
      }),
    ),
    findings: Type.Array(
      closed({
        cause: Text,
        count: Count,
        atLeast: Type.Boolean({ description: 'more scenarios than counted may show it' }),
        circumstances: closed({ schedule: ScheduleSchema, access: AccessSchema }),
        origins: Counts,
        scenario: ScenarioSchema,
        pages: Type.Optional(
          Type.Array(closed({ page: Count, origin: OriginSchema, before: Text, after: Text })),
        ),
        lines: Texts,
      }),
    ),
    notShown: Type.Array(closed({ cause: Text, count: Count })),
  },
  { ...CLOSED, description: 'a report of hmm-pfn audit c' },
);
export type AuditCDocument = Immutable<Type.Static<typeof AuditCReportSchema>>;

export function auditCDocument(report: AuditCReport, run: RunFacts): AuditCDocument {
  return machineReport(NAME, run, auditCFindings(report), report, verdictOfAuditC(report));
}
