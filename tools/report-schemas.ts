// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { TextReportSchema } from '../audit/text/report/document';
import { CaseSchema } from '../oracle/report/machine/model';
import { AttemptsReportSchema, ReplaySchema } from '../oracle/report/machine/schema/attempts';
import { AuditReportSchema } from '../oracle/report/machine/schema/audit';
import { AuditCReportSchema } from '../oracle/report/machine/schema/audit-c';
import { CheckReportSchema, ReplayReportSchema } from '../oracle/report/machine/schema/check';
import { ExplainReportSchema } from '../oracle/report/machine/schema/explain';
import { EventSchema, ScenarioSchema } from '../oracle/scenario/schema';
import { EntrySchema } from '../oracle/scenario/schema-entries';

/** The forms of the JSON reports, by the file of `schema/` in which each is published. */
const SCHEMAS: Readonly<Record<string, Type.TSchema>> = {
  'report-attempts.json': AttemptsReportSchema,
  'report-audit-c.json': AuditCReportSchema,
  'report-text.json': TextReportSchema,
  'report-audit.json': AuditReportSchema,
  'report-check.json': CheckReportSchema,
  'report-explain.json': ExplainReportSchema,
  'report-replay.json': ReplayReportSchema,
};

/** Parts that stand in a schema more than once, and are written out once. */
const PARTS: Readonly<Record<string, Type.TSchema>> = {
  case: CaseSchema,
  scenario: ScenarioSchema,
  event: EventSchema,
  entry: EntrySchema,
  attempts: ReplaySchema,
};
const PART_NAMES = new Map(Object.entries(PARTS).map(([name, part]) => [textOf(part), name]));

/** The files of `schema/` that tell of reports: what makes the text of each. */
export const REPORT_SCHEMAS: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, schema]) => [name, () => fileText(name, schema)]),
);

/** One file that needs no other: the parts that it refers to are in it. */
function fileText(name: string, schema: Type.TSchema): string {
  const used = new Map<string, unknown>();
  const root = referring(schema, used);
  const $defs = Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1)));
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: name };
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
