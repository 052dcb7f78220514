// SPDX-License-Identifier: GPL-2.0-or-later
import { dirname, join, resolve } from 'node:path';
import { MINIMAL_FOLDER } from '../../oracle/check/minimal-files';
import { explain } from '../../oracle/explain/explain';
import { findKnown } from '../../oracle/explain/known';
import { ScenarioSet } from '../../oracle/explain/scenario-set';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { readDocument } from '../../oracle/scenario/corpus';
import { type JsonDocument, scanDocuments } from '../../oracle/scenario/documents';
import { InputError, type Place, refuse } from '../../oracle/scenario/input-error';
import type { PartView } from '../html/view/page-view';
import { scenariosPart } from '../html/view/scenarios-view';
import type { SavedKind } from './saved-kind';

/** How files are turned into a page. */
interface GatherOptions {
  /** The sides that scenarios are run on. */
  readonly sides: readonly SideName[];
  /** How many scenarios of a file are shown; all of them are counted. */
  readonly limit: number;
  /** The kinds of reports that may be in a file. */
  readonly kinds: readonly SavedKind[];
}

const GOLDEN_FOLDER = join(MINIMAL_FOLDER, '..', 'golden');

/**
 * What a file holds, as parts of a page: reports that were saved as JSON, one part each; and
 * scenarios, with results or without, which are run and explained, in one part.
 *
 * @throws InputError if it cannot be read, or holds something else.
 */
export async function gatherFile(
  file: string,
  { sides, limit, kinds }: GatherOptions,
): Promise<readonly PartView[]> {
  const parts: PartView[] = [];
  const set = new ScenarioSet(limit);
  const runner = Runner.of(sides);
  const measured = dirname(resolve(file)) === GOLDEN_FOLDER;
  for await (const item of scanDocuments(file)) {
    if ('error' in item) throw item.error;
    const kind = kindOf(item, kinds);
    if (kind === undefined) set.add(explained(item, runner, measured));
    else parts.push(...kind.parts(item.value, item));
  }
  if (set.total > 0) parts.push(scenariosPart(set, `Scenarios of ${file}`));
  if (parts.length > 0) return parts;
  throw new InputError({ file }, 'expected a report or a scenario, got nothing');
}

function explained(item: JsonDocument, runner: Runner, measured: boolean) {
  const { file, line, scenario, expect, noRoom } = readDocument(item);
  const entry = findKnown(scenario.id.replace(/^minimal-/, ''));
  return explain({ file, line, measured, scenario, expect, noRoom, entry }, runner);
}

/** The kind of a report; undefined for a scenario. */
function kindOf(
  { value, ...place }: JsonDocument,
  kinds: readonly SavedKind[],
): SavedKind | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(place, { field: '', expected: 'a report or a scenario', got: value });
  }
  const schema = 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'string' && !schema.startsWith('hmm-scenario/')) {
    return namedKind(schema, kinds, place);
  }
  if (schema !== undefined || 'scenario' in value) return undefined;
  const expected = 'a scenario, or a JSON report of check, explain or audit';
  return refuse(place, { field: '', expected, got: value });
}

function namedKind(schema: string, kinds: readonly SavedKind[], place: Place): SavedKind {
  const kind = kinds.find((one) => one.schema === schema);
  if (kind !== undefined) return kind;
  const [name = ''] = schema.split('/');
  const otherVersion = kinds.some((one) => one.schema.startsWith(`${name}/`));
  const what = otherVersion ? 'a version that is supported here' : 'a known schema';
  const names = kinds.map((one) => one.schema).join(', ');
  const expected = `${what} (hmm-scenario/1, ${names})`;
  return refuse(place, { field: 'schema', expected, got: schema });
}
