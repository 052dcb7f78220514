// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minimalFixture } from '../oracle/check/minimal';
import { INCOMPARABLE_IDS } from '../oracle/compare/compare';
import { VIOLATIONS } from '../oracle/contract/registry';
import { DIFFERENCES } from '../oracle/differences/registry';

/*
 * Searches a minimal scenario for each known cause and writes fixtures/minimal/. Arguments are ids;
 * without any, all are made anew. A fixture changes only if this is run: the tests hold the entries
 * to it, not it to the entries.
 */

const FOLDER = join(__dirname, '..', 'fixtures', 'minimal');
const SEED = 57;
const RUNS = 4_000_000;

const wanted = process.argv.slice(2);
const ids: string[] = [...[...DIFFERENCES, ...VIOLATIONS].map(({ id }) => id), ...INCOMPARABLE_IDS];
mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) {
  if (!ids.includes(name.replace(/\.json$/, ''))) rmSync(join(FOLDER, name));
}
for (const id of wanted.length > 0 ? wanted : ids) {
  const fixture = minimalFixture(id, SEED, RUNS);
  writeFileSync(join(FOLDER, `${id}.json`), `${JSON.stringify(fixture, null, 2)}\n`);
  console.log(id, fixture.shows.join(' '));
}
