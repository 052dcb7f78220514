// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { auditCPart } from '../report/html/view/audit-c-view';
import { ScenarioSchema } from '../scenario/schema';
import { oneOf } from '../scenario/schema-words';
import { explainMinimal, explainPlaces } from './explained';
import { savedKind } from './saved-kind';
import { Count, Counts, rows, SourceCounts, Text, Texts, Truth } from './saved-words';

const PROTECTIONS = ['address and bounds sanitizers, guard pages', 'guard pages'] as const;

const AuditCSchema = Type.Object(
  {
    options: Type.Object(
      {
        ...{ vectors: Texts, scope: oneOf(0, 1, 2, 3), seed: Count, runs: Count },
        ...{ before: Text, after: Text, cflags: Texts, timeout: Count },
        adapter: Type.Optional(Text),
        functions: Type.Optional(
          Type.Object({ before: Text, after: Text }, { description: 'before and after' }),
        ),
        cc: Type.Optional(Text),
        keep: Type.Optional(Text),
      },
      { description: 'the options of an audit' },
    ),
    build: Type.Object(
      {
        compiler: Text,
        protection: Type.Enum([...PROTECTIONS], { description: PROTECTIONS.join(' or ') }),
        standIns: Texts,
        skipped32: Text,
      },
      { description: 'how the code was built' },
    ),
    interrupted: Truth,
    gaveUp: Truth,
    scenarios: SourceCounts,
    ...{ converted: Count, pages: Count, notRun: Count },
    skipped: Counts,
    formatDefects: Texts,
    known: rows({ id: Text, title: Text, count: Count }, 'a known difference'),
    findings: rows(
      { cause: Text, count: Count, origins: Counts, scenario: ScenarioSchema, lines: Texts },
      'a finding',
    ),
    notShown: rows({ cause: Text, count: Count }, 'a cause'),
  },
  { description: 'a report of hmm-pfn audit c' },
);

/** What `audit c --json` prints. */
export const SAVED_AUDIT_C = savedKind(
  'hmm-audit-c-report',
  ['build', 'findings', 'converted'],
  AuditCSchema,
  (report) => {
    const { adapter, functions, cc, keep, ...others } = report.options;
    const options = { ...others, adapter, functions, cc, keep };
    return [auditCPart({ ...report, options }, explainMinimal(report.known), explainPlaces)];
  },
);
