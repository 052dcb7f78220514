// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { ProgressLine } from '../cli/terminal';
import { makeCounts } from '../oracle/chunk/make-counts';
import { compareCounts } from '../oracle/scope/count-changes';
import { COUNTS_FOLDER, countsFile, expectedCounts } from '../oracle/scope/expected-counts';
import type { FamilyCounts } from '../oracle/scope/family-counts';
import { everyFamily, familiesOf, SCOPES } from '../oracle/scope/scopes';
import { changeLines } from '../report/text/counts-text';
import { PLAIN } from '../report/text/style';

/*
 * Counts how often each cause shows in the families of scopes 1 and 2, or up to --scope, or in some, and writes
 * fixtures/counts/. `check` holds its own counts to these: whoever runs this says that what it
 * prints is meant.
 */
const SCOPE_NAMES = SCOPES.map(String);

interface Arguments {
  readonly scope: string;
  readonly family?: readonly string[];
}

async function main(): Promise<void> {
  const command = new Command('counts')
    .addOption(
      new Option('--scope <number>', 'the greatest of them').choices(SCOPE_NAMES).default('2'),
    )
    .option('--family <names...>', 'only these families')
    .parse();
  const { scope, family: wanted } = command.opts<Arguments>();
  const families = new Map(
    SCOPES.filter((one) => String(one) <= scope)
      .flatMap(familiesOf)
      .filter(({ name }) => wanted === undefined || wanted.includes(name))
      .map((family) => [family.name, family]),
  );
  const missing = wanted?.filter((name) => !families.has(name)) ?? [];
  if (missing.length > 0) {
    command.error(`error: scope ${scope} has no family ${missing.join(', ')}`, { exitCode: 2 });
  }
  const line = new ProgressLine(process.stderr);
  const { counts, fresh } = await makeCounts([...families.values()], (done, total) =>
    line.show('counts', done, total),
  );
  line.clear();
  print(counts);
  if (fresh.length === 0) write(counts);
  else {
    for (const cause of fresh) console.log(`Unexplained: ${cause}`);
    console.error('Nothing is written: what nothing known explains is not to be expected.');
    process.exitCode = 1;
  }
}

function print(counted: readonly FamilyCounts[]): void {
  const { compared, changes, notCompared } = compareCounts(counted, expectedCounts);
  console.log(`${compared} counts were there; changed: ${changes.length}`);
  for (const text of changeLines(changes, PLAIN, Number.POSITIVE_INFINITY)) console.log(text);
  for (const reason of notCompared) console.log(`New: ${reason}`);
}

function write(counted: readonly FamilyCounts[]): void {
  mkdirSync(COUNTS_FOLDER, { recursive: true });
  const names = everyFamily().map(({ name }) => `${name}.json`);
  for (const file of readdirSync(COUNTS_FOLDER)) {
    if (names.includes(file)) continue;
    rmSync(`${COUNTS_FOLDER}/${file}`);
    console.log(`Gone: ${file}, which is no family of a scope any more`);
  }
  for (const counts of counted) {
    writeFileSync(countsFile(counts.family), `${JSON.stringify(counts, null, 2)}\n`);
  }
}

main();
