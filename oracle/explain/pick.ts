// SPDX-License-Identifier: GPL-2.0-or-later
import type { Source } from '../scenario/bytes';
import { sourceName } from '../scenario/bytes';
import { checkExpect, checkScenario } from '../scenario/check';
import { type JsonDocument, scanDocuments } from '../scenario/documents';
import { InputError, refuse } from '../scenario/input-error';
import { nearNames } from '../scenario/near';
import type { OnlyTrees } from '../scenario/only-trees';
import { buildScenario } from '../scenario/read';
import type { Scenario } from '../scenario/scenario';
import type { ExpectDocument } from '../scenario/schema';
import type { ScenarioSelection } from './selection';

/** Which scenario is meant, where trees can follow what no model does. */
export interface SourceSelection extends ScenarioSelection {
  /** Whether one with changes within a walk is taken; it is not, if nothing says. */
  readonly onlyTrees?: OnlyTrees | undefined;
}

/** A scenario that was picked from a source. */
export interface Picked {
  readonly file: string;
  readonly line: number;
  readonly scenario: Scenario;
  readonly expect: ExpectDocument | undefined;
  /** Whether it was picked for being the first, and there are more. */
  readonly more: boolean;
}

/**
 * Picks one scenario of a source: a document over several lines, or JSON Lines, plain or gzip; bare
 * scenarios, or objects with a `scenario` in them, as golden vectors, minimal scenarios and the
 * reports of `check --json` are. Of their other fields only `expect` is read.
 *
 * @throws InputError if the source cannot be read, or holds no such scenario.
 */
export async function pickScenario(source: Source, wanted: SourceSelection): Promise<Picked> {
  let found: JsonDocument | undefined;
  const ids: string[] = [];
  let count = 0;
  for await (const item of scanDocuments(source)) {
    if (found !== undefined) return read(found, true, wanted.onlyTrees);
    count++;
    const picked = wanted.line === undefined || wanted.line === item.line;
    if ('error' in item) {
      if (picked && wanted.id === undefined) throw item.error;
      continue;
    }
    const id = idOf(item.value);
    if (id !== undefined) ids.push(id);
    if (!picked || (wanted.id !== undefined && wanted.id !== id)) continue;
    if (wanted.id !== undefined || wanted.line !== undefined)
      return read(item, false, wanted.onlyTrees);
    found = item;
  }
  if (found !== undefined) return read(found, false, wanted.onlyTrees);
  throw new InputError({ file: sourceName(source) }, nothingMessage(wanted, count, ids));
}

function nothingMessage(
  { id, line }: SourceSelection,
  count: number,
  ids: readonly string[],
): string {
  if (count === 0) return 'expected a scenario, got nothing';
  const got = count === 1 ? '1 document' : `${count} documents`;
  if (id === undefined) return `expected a scenario at line ${line}, got ${got} at other lines`;
  const where = line === undefined ? '' : ` at line ${line}`;
  const near = nearNames(id, ids);
  const hint = near.length === 0 ? '' : `; there is ${near.join(', ')}`;
  const expected = `a scenario with the id ${JSON.stringify(id)}${where}`;
  return `expected ${expected}, got ${got} without it${hint}`;
}

function read(
  { file, line, value }: JsonDocument,
  more: boolean,
  onlyTrees: SourceSelection['onlyTrees'],
): Picked {
  const place = { file, line };
  const document = checkScenario(inner(value), place);
  const scenario = buildScenario(document, place, onlyTrees);
  const expect =
    isObject(value) && 'scenario' in value && value['expect'] !== undefined
      ? checkExpect(value['expect'], place)
      : undefined;
  for (const [side, result] of Object.entries(expect ?? {})) {
    const { length } = scenario.range.asks;
    if (result.pfns.length === length) continue;
    const expected = `an array of ${length}, a word a page`;
    refuse(place, { field: `expect.${side}.pfns`, expected, got: result.pfns });
  }
  return { file, line, scenario, expect, more };
}

/** The scenario document in a value, if it is wrapped. */
function inner(value: unknown): unknown {
  return isObject(value) && 'scenario' in value ? value['scenario'] : value;
}

function idOf(value: unknown): string | undefined {
  const scenario = inner(value);
  if (!isObject(scenario) || typeof scenario['id'] !== 'string') return undefined;
  return scenario['id'];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
