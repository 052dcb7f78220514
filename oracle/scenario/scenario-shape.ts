// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { type ScenarioDocument, ScenarioFrameSchema, ScenarioSchema } from './schema';
import { ENTRY_SCHEMAS } from './schema-entries';

/**
 * Whether a value has the schema of a scenario. A check of the whole schema as it stands takes several times as
 * long: it tries all of some thirty shapes of entries, one after the other, where no two have level and name
 * alike; and it matches each field of what has optional ones against a pattern of all names.
 */
export function isScenarioDocument(value: unknown): value is ScenarioDocument {
  if (!frameCheck.Check(value)) return false;
  const { mm, events = [] } = value;
  return (
    hasOnly(value, SCENARIO_FIELDS) &&
    hasOnly(mm, ADDRESS_SPACE_FIELDS) &&
    mm.entries.every(isEntry) &&
    events.every(({ entries = [] }) => entries.every(isEntry))
  );
}

const frameCheck = Compile(ScenarioFrameSchema);
const SCENARIO_FIELDS: ReadonlySet<string> = new Set(Object.keys(ScenarioSchema.properties));
const ADDRESS_SPACE_FIELDS: ReadonlySet<string> = new Set(
  Object.keys(ScenarioSchema.properties.mm.properties),
);

/** Whether an object has no fields but these. */
function hasOnly(value: object, fields: ReadonlySet<string>): boolean {
  for (const field of Object.keys(value)) if (!fields.has(field)) return false;
  return true;
}

type EntryCheck = (entry: object) => boolean;

/** What checks entries of a level and a name; made when the first one comes. */
const entryChecks = new Map<string, Map<string, EntryCheck>>();

function isEntry(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return false;
  if (!('level' in entry) || typeof entry.level !== 'string') return false;
  if (!('is' in entry) || typeof entry.is !== 'string') return false;
  const { level, is } = entry;
  const check = entryChecks.get(level)?.get(is) ?? makeEntryCheck(level, is);
  return check?.(entry) === true;
}

function makeEntryCheck(level: string, is: string): EntryCheck | undefined {
  const schema = ENTRY_SCHEMAS.get(level)?.get(is);
  if (schema === undefined) return undefined;
  const fields = new Set(Object.keys(schema.properties));
  const compiled = Compile(Type.Object(schema.properties));
  const check: EntryCheck = (entry) => compiled.Check(entry) && hasOnly(entry, fields);
  const ofLevel = entryChecks.get(level) ?? new Map<string, EntryCheck>();
  entryChecks.set(level, ofLevel.set(is, check));
  return check;
}
