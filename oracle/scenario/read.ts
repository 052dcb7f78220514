// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { LegacyFormat } from '../../legacy/format';
import type { AddressSpaceImage, FaultError } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import { type Address, pagesBetween, RANGE_PAGES_LIMIT } from '../../mm/units';
import { lazy } from '../package/lazy';
import { isReadEvent } from './document';
import { InputError, type Place, refuse } from './input-error';
import { parseAddress, parsePfn, parseWord } from './json';
import {
  readCall,
  readEvents,
  readLockDrops,
  readNoProgress,
  refuseWithoutCall,
  withCall,
} from './read-call';
import { EntryReader, readVmas } from './read-memory';
import { ASKS, decodeRequests } from './requests';
import { type OnlyTrees, refuseUnfollowed, type Scenario } from './scenario';
import {
  type LegacyDocument,
  type RangeDocument,
  type ScenarioDocument,
  ScenarioFrameSchema,
  ScenarioSchema,
} from './schema';
import { ENTRY_SCHEMAS } from './schema-entries';

/** Only a value that is refused is looked at field by field. */
const explaining = lazy((): typeof import('./explain') => require('./explain'));

/**
 * Whether a value has the shape of a scenario document; what its fields say of each other is
 * judged when the scenario is built from it.
 * @throws InputError that names the first field which is wrong.
 */
export function checkScenario(value: unknown, place: Place): ScenarioDocument {
  if (isScenarioDocument(value)) return value;
  refuseNewer(value, place);
  return refuseShape(ScenarioSchema, value, place, '');
}

/**
 * Whether a value has the schema of a scenario. A check of the whole schema as it stands takes several times as
 * long: it tries all of some thirty shapes of entries, one after the other, where no two have level and name
 * alike; and it matches each field of what has optional ones against a pattern of all names.
 */
function isScenarioDocument(value: unknown): value is ScenarioDocument {
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

/** @throws InputError that names the first field in which a value breaks a schema, below `field`. */
export function refuseShape(
  schema: Type.TSchema,
  value: unknown,
  place: Place,
  field: string,
): never {
  const problem = explaining().firstProblem(schema, value, field);
  // The two read the same schema; a test holds them together.
  return refuse(place, problem ?? { field, expected: 'a value of the schema', got: value });
}

/** Formats that a campaign meets again are few; this bounds a corpus where each has its own. */
const CAPACITY = 1024;

const formats = new Map<string, LegacyFormat>();

/**
 * The format that a document describes. Identical ones are the same instance as long as it is
 * remembered: building one costs more than reading the rest of a small scenario.
 */
export function sharedFormat({ flags, values, pfnShift }: LegacyDocument): LegacyFormat {
  const { error, none, special } = values;
  const key = `${flags.valid},${flags.write},${error},${none},${special},${pfnShift}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  if (formats.size >= CAPACITY) formats.clear();
  const format = new LegacyFormat({
    flags: { valid: parseWord(flags.valid), write: parseWord(flags.write) },
    values: { error: parseWord(error), none: parseWord(none), special: parseWord(special) },
    pfnShift,
  });
  formats.set(key, format);
  return format;
}

const NO_FAULT_ERRORS: ReadonlyMap<Address, FaultError> = new Map();

/**
 * Reads a scenario from a parsed JSON value.
 * @param place the file and line that errors name.
 * @throws InputError for the first thing that the definition of its version refuses: the shape
 * of the whole document is checked first, then what its fields say of each other.
 */
export function readScenario(
  value: unknown,
  place: Place,
  onlyTrees: OnlyTrees = 'refused',
): Scenario {
  return buildScenario(checkScenario(value, place), place, onlyTrees);
}

/**
 * Builds the in-memory form of a document whose shape was checked.
 * @throws InputError for the first field that does not agree with the others.
 */
export function buildScenario(
  document: ScenarioDocument,
  place: Place,
  onlyTrees: OnlyTrees = 'refused',
): Scenario {
  const { mm, events = [] } = document;
  refuseNewerWords(document, place);
  refuseWithoutCall(document, place);
  const vmas = readVmas(mm.vmas, 'mm.vmas', place);
  const entryReader = new EntryReader(vmas, place, document.schema);
  const built: AddressSpaceImage = {
    nextPfn: parsePfn(mm.nextPfn),
    zeroPfn: parsePfn(mm.zeroPfn),
    vmas,
    entries: entryReader.read(mm.entries, 'mm.entries'),
    faultErrors: mm.faultErrors === undefined ? NO_FAULT_ERRORS : faultErrors(mm.faultErrors),
    ...readEvents(events, entryReader, document.schema, place),
    ...readLockDrops(mm.lockDrops),
    ...readNoProgress(mm.noProgress),
  };
  if (onlyTrees === 'refused') refuseUnfollowed(built, events, place);
  return {
    id: document.id,
    mm: built,
    range: withCall(readRange(document.range, place), readCall(document)),
    format: document.legacy === undefined ? undefined : sharedFormat(document.legacy),
  };
}

/** What version 1 has no words for. */
function refuseNewerWords(
  { schema, mm, range, call, events = [] }: ScenarioDocument,
  place: Place,
): void {
  if (schema !== 'hmm-scenario/1') return;
  if (call !== undefined) {
    const expected = 'none: it is a field since hmm-scenario/2';
    refuse(place, { field: 'call', expected, got: call });
  }
  if (range.requests.includes('*')) {
    const expected = 'the symbols . r w x only; * is a request since hmm-scenario/2';
    refuse(place, { field: 'range.requests', expected, got: range.requests });
  }
  for (const field of ['lockDrops', 'noProgress'] as const) {
    if (mm[field] === undefined) continue;
    const expected = 'none: it is a field since hmm-scenario/2';
    refuse(place, { field: `mm.${field}`, expected, got: mm[field] });
  }
  for (const [index, event] of events.entries()) {
    for (const field of ['vmas', 'filePages'] as const) {
      const got = field in event && !isReadEvent(event) ? event[field] : undefined;
      if (got === undefined) continue;
      const expected = 'none: it is a field since hmm-scenario/2';
      refuse(place, { field: `events[${index}].${field}`, expected, got });
    }
  }
  const index = events.findIndex(isReadEvent);
  if (index < 0) return;
  const expected = 'events before walks only; atRead is an event since hmm-scenario/2';
  refuse(place, { field: `events[${index}]`, expected, got: events[index] });
}

function faultErrors(
  document: Readonly<Record<string, FaultError>>,
): ReadonlyMap<Address, FaultError> {
  const errors = new Map<Address, FaultError>();
  for (const [at, error] of Object.entries(document)) errors.set(parseAddress(at), error);
  return errors.size === 0 ? NO_FAULT_ERRORS : errors;
}

function readRange(document: RangeDocument, place: Place): RangeRequest {
  const start = parseAddress(document.start);
  const end = parseAddress(document.end);
  // A range that ends before it starts is one that the call refuses; it has no pages.
  const pages = Math.max(0, pagesBetween(start, end));
  if (pages > RANGE_PAGES_LIMIT) {
    const expected = `at most ${RANGE_PAGES_LIMIT} pages`;
    refuse(place, { field: 'range', expected, got: pages });
  }
  return {
    start,
    end,
    defaults: ASKS[document.default],
    mask: ASKS[document.mask],
    asks: decodeRequests(document.requests, pages, place, 'range.requests'),
    owner: document.owner,
  };
}
