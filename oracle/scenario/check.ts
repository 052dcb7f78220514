// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { Compile } from 'typebox/schema';
import { lazy } from '../package/lazy';
import { InputError, type Place, refuse } from './input-error';
import {
  type ExpectDocument,
  ExpectSchema,
  type ScenarioDocument,
  ScenarioFrameSchema,
  ScenarioSchema,
} from './schema';
import { ENTRY_SCHEMAS } from './schema-entries';

/** Only a value that is refused is looked at field by field. */
const explaining = lazy((): typeof import('./explain') => require('./explain'));

const noResults = lazy((): typeof import('./no-result') => require('./no-result'));

/**
 * Whether a value has the shape of a scenario document; what its fields say of each other is
 * judged when the scenario is built from it.
 * @throws InputError that names the first field which is wrong.
 */
export function checkScenario(value: unknown, place: Place): ScenarioDocument {
  if (isScenario(value)) return value;
  refuseNewer(value, place);
  return refuseShape(ScenarioSchema, value, place, '');
}

/**
 * The expected results that a value holds, by side.
 * @throws InputError that names the first field which is wrong, starting with `expect`.
 */
export function checkExpect(value: unknown, place: Place): ExpectDocument {
  if (expectCheck.Check(value)) return value;
  // What has no result stands there as if it were not there.
  const results = noResults().onlyResults(value);
  if (expectCheck.Check(results)) return results;
  return refuseShape(ExpectSchema, results, place, 'expect');
}

const frameCheck = Compile(ScenarioFrameSchema);
const expectCheck = Compile(ExpectSchema);

/**
 * Whether a value has the schema of a scenario. Entries are of some thirty shapes, one a level and a name,
 * and no two have both alike; a check of the whole schema tries all shapes, one after the other.
 */
function isScenario(value: unknown): value is ScenarioDocument {
  if (!frameCheck.Check(value)) return false;
  if (!value.mm.entries.every(isEntry)) return false;
  return (
    value.events === undefined || value.events.every(({ entries = [] }) => entries.every(isEntry))
  );
}

type EntryCheck = (entry: unknown) => boolean;

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
  const compiled = Compile(schema);
  const check: EntryCheck = (entry) => compiled.Check(entry);
  const ofLevel = entryChecks.get(level) ?? new Map<string, EntryCheck>();
  entryChecks.set(level, ofLevel.set(is, check));
  return check;
}

/** What is wrong with a document of a newer version is that it is newer. */
function refuseNewer(value: unknown, place: Place): void {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return;
  const [, version] = /^hmm-scenario\/(\d+)$/.exec(String(value.schema)) ?? [];
  if (version === undefined || Number(version) <= 2) return;
  const message =
    `was written by a newer version of hmm-pfn: its schema is hmm-scenario/${version}, ` +
    'this version reads up to hmm-scenario/2';
  throw new InputError(place, message);
}

function refuseShape(schema: Type.TSchema, value: unknown, place: Place, field: string): never {
  const problem = explaining().firstProblem(schema, value, field);
  // The two read the same schema; a test holds them together.
  return refuse(place, problem ?? { field, expected: 'a value of the schema', got: value });
}
