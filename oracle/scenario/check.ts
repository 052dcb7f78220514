// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { Compile } from 'typebox/schema';
import { lazy } from '../package/lazy';
import { InputError, type Place, refuse } from './input-error';
import { type ExpectDocument, ExpectSchema, type ScenarioDocument, ScenarioSchema } from './schema';

/** Only a value that is refused is looked at field by field. */
const explaining = lazy((): typeof import('./explain') => require('./explain'));

/**
 * Whether a value has the shape of a scenario document; what its fields say of each other is
 * judged when the scenario is built from it.
 * @throws InputError that names the first field which is wrong.
 */
export function checkScenario(value: unknown, place: Place): ScenarioDocument {
  if (scenarioCheck.Check(value)) return value;
  refuseNewer(value, place);
  return refuseShape(ScenarioSchema, value, place, '');
}

/**
 * Whether a value holds expected results, by side.
 * @throws InputError that names the first field which is wrong, starting with `expect`.
 */
export function checkExpect(value: unknown, place: Place): ExpectDocument {
  return expectCheck.Check(value) ? value : refuseShape(ExpectSchema, value, place, 'expect');
}

const scenarioCheck = Compile(ScenarioSchema);
const expectCheck = Compile(ExpectSchema);

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
