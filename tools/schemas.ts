// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { ManifestSchema } from '../corpus/manifest';
import { CorpusLineSchema, NoResultSchema } from '../oracle/scenario/no-result';
import { EventSchema, ResultSchema, ScenarioSchema } from '../oracle/scenario/schema';
import { EntrySchema } from '../oracle/scenario/schema-entries';
import { TextReportSchema } from '../report/audit-text/document';
import { CaseSchema } from '../report/machine/model';
import { AttemptsReportSchema, ReplaySchema } from '../report/machine/schema/attempts';
import { AuditReportSchema } from '../report/machine/schema/audit';
import { AuditCReportSchema } from '../report/machine/schema/audit-c';
import { AuditKernelReportSchema } from '../report/machine/schema/audit-kernel';
import { CheckReportSchema, ReplayReportSchema } from '../report/machine/schema/check';
import { ExplainReportSchema } from '../report/machine/schema/explain';
import { ProofReportSchema } from '../report/machine/schema/proof';
import { TreeProofReportSchema } from '../report/machine/schema/tree-proof';

/** The form of every document that the project writes for others, by its name and title. */
const SCHEMAS: Readonly<Record<string, readonly [title: string, schema: Type.TSchema]>> = {
  scenario: ['A scenario: one call of hmm_range_fault() (hmm-scenario/1)', ScenarioSchema],
  result: ['What one side makes of a scenario', ResultSchema],
  vector: ['A line of a corpus: a scenario and its results by side', CorpusLineSchema],
  manifest: ['The manifest of a folder of fixtures (hmm-fixtures/1)', ManifestSchema],
  'report-attempts': ['What attempts found', AttemptsReportSchema],
  'report-audit': ['What the audit of a driver found', AuditReportSchema],
  'report-audit-c': ['What the audit of C code found', AuditCReportSchema],
  'report-audit-kernel': [
    'What the audit of a change to the kernel found',
    AuditKernelReportSchema,
  ],
  'report-check': ['What check found', CheckReportSchema],
  'report-explain': ['One scenario explained', ExplainReportSchema],
  'report-proof': ['What prove format found', ProofReportSchema],
  'report-tree-proof': ['What prove tree found', TreeProofReportSchema],
  'report-replay': ['One scenario of a check, made again by its path', ReplayReportSchema],
  'report-text': ['What the audit of a port as text found', TextReportSchema],
};

/** Parts that stand in a schema more than once, and are written out once. */
const PARTS: Readonly<Record<string, Type.TSchema>> = {
  case: CaseSchema,
  scenario: ScenarioSchema,
  event: EventSchema,
  entry: EntrySchema,
  attempts: ReplaySchema,
  result: ResultSchema,
  'no-result': NoResultSchema,
};
const PART_NAMES = new Map(Object.entries(PARTS).map(([name, part]) => [textOf(part), name]));

/** The files of `schema/`: what makes the text of each. */
export const SCHEMA_FILES: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, [title, schema]]) => [
    `${name}.json`,
    () => fileText(name, title, schema),
  ]),
);

/** One file that needs no other: the parts that it refers to are in it. */
function fileText(name: string, title: string, schema: Type.TSchema): string {
  const used = new Map<string, unknown>();
  const root = referring(schema, used);
  const $defs = Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1)));
  const head = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:hmm-pfn:schema:${name}:1`,
    title,
  };
  return `${JSON.stringify(Object.assign(head, root, { $defs }), null, 2)}\n`;
}

/** A copy of a schema in which every part is a reference; `used` gets those that it refers to. */
function referring(node: object, used: Map<string, unknown>): object {
  if (Array.isArray(node)) return node.map((item) => child(item, used));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, child(value, used)]));
}

function child(value: unknown, used: Map<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const name = PART_NAMES.get(textOf(value));
  if (name === undefined) return referring(value, used);
  if (!used.has(name)) {
    used.set(name, null);
    used.set(name, referring(value, used));
  }
  return { $ref: `#/$defs/${name}` };
}

function textOf(value: object): string {
  return JSON.stringify(value);
}
