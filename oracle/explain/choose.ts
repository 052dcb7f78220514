// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { lazy } from '../package/lazy';
import { type Source, sourceName } from '../scenario/bytes';
import { type JsonDocument, scanDocuments } from '../scenario/documents';
import { InputError, refuse } from '../scenario/input-error';
import { nearNames } from '../scenario/near';
import { buildScenario, checkScenario } from '../scenario/read';
import { type Beside, checkExpect, NOTHING_BESIDE } from '../scenario/read-expect';
import type { OnlyTrees, Scenario } from '../scenario/scenario';
import type { Chosen } from './explain';
import type { ScenarioSelection } from './selection';

/** Which scenario is meant, where trees can follow what no model does. */
interface SourceSelection extends ScenarioSelection {
  /** Whether one with changes within a walk is taken; it is not, if nothing says. */
  readonly onlyTrees?: OnlyTrees | undefined;
}

/** A scenario that was picked from a source. */
interface Picked extends Beside {
  readonly file: string;
  readonly line: number;
  readonly scenario: Scenario;
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
  const beside: Beside =
    isObject(value) && 'scenario' in value && value['expect'] !== undefined
      ? checkExpect(value['expect'], place)
      : NOTHING_BESIDE;
  for (const [side, result] of Object.entries(beside.expect ?? {})) {
    const { length } = scenario.range.asks;
    if (result.pfns.length === length) continue;
    const expected = `an array of ${length}, a word a page`;
    refuse(place, { field: `expect.${side}.pfns`, expected, got: result.pfns });
  }
  return { file, line, scenario, ...beside, more };
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

/** A file needs none of it. */
const known = lazy((): typeof import('./known') => require('./known'));

const GOLDEN_FILE = /^(.+)\.jsonl\.gz$/;

/**
 * Finds what a person wants to have explained. Whatever the working directory holds, a known id is
 * taken for the id: a file of that name can be written `./name`.
 *
 * @param target `-`, a file, the id of a known difference or violation, or that of a golden vector.
 * @param wanted which scenario of a file.
 * @param fixtures the folder of `minimal` and `golden`.
 * @throws InputError if there is nothing of this name, or it cannot be read.
 */
export async function choose(
  target: string,
  wanted: SourceSelection,
  fixtures: string,
): Promise<Chosen & Pick<Picked, 'more'>> {
  const entry = isPath(target) ? undefined : known().findKnown(target);
  const golden = join(fixtures, 'golden');
  if (entry === undefined && looksLikeFile(target)) {
    const measured = dirname(resolve(target)) === resolve(golden);
    return { ...(await pickScenario(target, wanted)), measured, entry };
  }
  if (wanted.id !== undefined || wanted.line !== undefined) {
    const message = '--id and --line expected a file to choose from, got no such file';
    throw new InputError({ file: target }, message);
  }
  if (entry !== undefined) {
    const file = join(fixtures, 'minimal', `${entry.id}.json`);
    return { ...(await pickScenario(file, {})), measured: false, entry };
  }
  return { ...(await goldenVector(target, golden)), measured: true, entry };
}

function looksLikeFile(target: string): boolean {
  return isPath(target) || existsSync(target);
}

/** Whether it can only be a file: no id has a slash, or ends so. */
function isPath(target: string): boolean {
  return target === '-' || /[/\\]|\.(?:json|jsonl|gz)$/.test(target);
}

/** The vector of this id, from the file whose name its id begins with. */
async function goldenVector(id: string, folder: string): Promise<Picked> {
  const name = readdirSync(folder)
    .map((file) => GOLDEN_FILE.exec(file)?.[1] ?? '')
    .find((corpus) => corpus !== '' && id.startsWith(`${corpus}-`));
  if (name !== undefined) return pickScenario(join(folder, `${name}.jsonl.gz`), { id });
  const near = nearNames(
    id,
    known().KNOWN_ENTRIES.map((one) => one.id),
  );
  const expected = 'expected a file, or the id of a known difference, violation or golden vector';
  const hint = near.length === 0 ? '' : `; there is ${near.join(', ')}`;
  throw new InputError({ file: id }, `${expected}, got none of them${hint}`);
}
