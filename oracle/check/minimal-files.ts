// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Judge } from '../campaign/judge';
import { sidesText } from '../compare/sides-diff';
import { packageFile } from '../package/files';
import { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { hasFormat } from '../scenario/document';
import { InputError } from '../scenario/input-error';
import { parseJsonFile } from '../scenario/json';
import { readScenario } from '../scenario/read';
import { isSystemError } from '../scenario/system-error';
import { writeScenario } from '../scenario/write';
import { type MinimalFixture, sidesShowing } from './minimal';

/** A cause by an example: the minimal scenario that shows it, and what was made of that. */
export interface MinimalExample {
  readonly fixture: MinimalFixture;
  /** The sides that differ on it, or that break the promise. */
  readonly sides: readonly string[];
  /** What the sides made of it: a diff of two, or the account of one. */
  readonly text: string;
}

/** Where the minimal scenarios are: a file a cause. */
export const MINIMAL_FOLDER = packageFile('fixtures', 'minimal');

/**
 * Reads the minimal scenario of a cause.
 * @throws InputError if there is no such file, or it is no fixture.
 */
export function readMinimal(id: string): MinimalFixture {
  const file = join(MINIMAL_FOLDER, `${id}.json`);
  const value = parse(file);
  if (!isFixture(value)) {
    throw new InputError({ file }, 'expected an object with scenario and shows');
  }
  const scenario = writeScenario(readScenario(value.scenario, { file }));
  if (!hasFormat(scenario)) throw new InputError({ file }, 'expected a legacy format, got none');
  return { scenario, shows: value.shows };
}

/** A minimal scenario with what the sides that it is about make of it. */
export function exampleOf(id: string): MinimalExample {
  const fixture = readMinimal(id);
  const scenario = readScenario(fixture.scenario, { file: id });
  const { comparisons, breaches } = new Judge(Runner.of(sidesShowing(id))).judge(scenario);
  const differing = comparisons.find(
    ({ verdict }) =>
      verdict.kind === 'differ' && verdict.findings.some(({ difference }) => difference?.id === id),
  );
  if (differing !== undefined) {
    return exampleWith(fixture, [differing.pair.left, differing.pair.right], sidesText);
  }
  const apart = comparisons.find(
    ({ verdict }) => verdict.kind === 'incomparable' && verdict.why.id === id,
  );
  if (apart !== undefined) {
    const { left, right } = apart.pair;
    return exampleWith(fixture, [left, right], (shown) => sidesText(shown, [left]));
  }
  const breaking = [
    ...new Set(breaches.filter(({ violation }) => violation?.id === id).map(({ side }) => side)),
  ];
  return exampleWith(fixture, breaking, (shown, sides) => sidesText(shown, sides.slice(-1)));
}

function exampleWith(
  fixture: MinimalFixture,
  sides: readonly Side[],
  text: typeof sidesText,
): MinimalExample {
  const scenario = readScenario(fixture.scenario, { file: fixture.scenario.id });
  return { fixture, sides: sides.map(({ name }) => name), text: text(scenario, sides) };
}

function parse(file: string): unknown {
  try {
    return parseJsonFile(readFileSync(file), file);
  } catch (error) {
    throw isSystemError(error) ? new InputError({ file }, error.message) : error;
  }
}

function isFixture(value: unknown): value is MinimalFixture {
  return (
    typeof value === 'object' &&
    value !== null &&
    'scenario' in value &&
    'shows' in value &&
    Array.isArray(value.shows) &&
    value.shows.every((id) => typeof id === 'string')
  );
}
