// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { findTree } from '../../../kernel/trees/kept';
import { makeTemporaryFolder } from '../../../oracle/scenario/temporary-folder';
import { PLACES, type ProofPlace } from '../../../proof/tree/places';
import { type ProofTree, readProofTree } from '../../../proof/tree/proof-tree';
import { findProver } from '../../../proof/tree/tools';
import { fileOf } from '../../../tree/sources/read-tree';
import { drawMutants, mutantName, withMutant } from './generate';
import { judgeMutant, type MutantJudge, type MutantOutcome } from './judge';

/*
 * Changes a kernel's mm/hmm.c in one line, many times, and asks the prover each time whether that can
 * be told from the original. The changed files stand in a temporary folder.
 */

/** The places that are tried first: of a sample of mutants the first of them refuted all. */
const ORDER = [
  ...['two pages: one PMD', 'one page: middle', 'one page: last of a PMD'],
  ...['two pages: from the second', 'two pages: across a PMD'],
];
/** At this many places, the first, the original is judged as a mutant of itself: all would take minutes. */
const CONTROL_PLACES = 2;
const BAD_USAGE = 2;
/** The prover tells the original from itself: no verdict on a mutant would mean anything. */
const UNFIT = 70;

interface Arguments {
  readonly count: number;
  readonly seed: number;
  readonly from: number;
  readonly release: string;
  readonly timeLimit: number;
  readonly memoryLimit: number;
}

async function main(given: Arguments): Promise<number> {
  const tools = findProver();
  const release = findTree(given.release);
  if ('missing' in tools || release === undefined) {
    const why = 'missing' in tools ? tools.missing : `no sources of ${given.release} in the cache`;
    console.log(`SKIP no mutant was tried: ${why}`);
    return BAD_USAGE;
  }
  const folder = makeTemporaryFolder('tree-mutants');
  try {
    const judge: MutantJudge = {
      ...{ original: readProofTree(release.folder), places: placesInOrder(), tools, folder },
      limits: {
        ...{ seconds: given.timeLimit, megabytes: given.memoryLimit },
        signal: new AbortController().signal,
      },
      blemishes: new Map(),
    };
    return await judgeAll(given, judge);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeAll(given: Arguments, judge: MutantJudge): Promise<number> {
  const source = fileOf(judge.original.sources, 'mm/hmm.c').text;
  // What tells the original from itself would tell everything from it.
  const first = { ...judge, places: judge.places.slice(0, CONTROL_PLACES) };
  const control = await judgeMutant(plant(source, judge), first);
  const where = first.places.map(({ name }) => name).join(', ');
  console.log(`the original against a copy of itself (${where}): ${outcomeText(control)}`);
  if (control.kind === 'refuted') return UNFIT;
  const counts = new Map<MutantOutcome['kind'], number>();
  const mutants = drawMutants(source, given.from + given.count, given.seed).slice(given.from);
  for (const mutant of mutants) {
    const outcome = await judgeMutant(plant(withMutant(source, mutant), judge), judge);
    counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
    console.log(`${mutantName(mutant)}: ${outcomeText(outcome)}`);
  }
  const compiled = mutants.length - (counts.get('does not compile') ?? 0);
  const texts = [...counts].map(([kind, count]) => `${count} ${kind}`);
  console.log(`${compiled} mutants of ${given.release}, seed ${given.seed}: ${texts.join(', ')}`);
  return compiled > 0 ? 0 : BAD_USAGE;
}

/** A copy of the tree's few files, with this mm/hmm.c. */
function plant(source: string, { original, folder }: MutantJudge): ProofTree {
  const copy = join(folder, 'source');
  rmSync(copy, { recursive: true, force: true });
  for (const { path, place } of original.sources.files) {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    if (path === 'mm/hmm.c') writeFileSync(file, source);
    else cpSync(place, file);
  }
  return readProofTree(copy);
}

function placesInOrder(): readonly ProofPlace[] {
  const rank = ({ name }: ProofPlace): number => (ORDER.includes(name) ? ORDER.indexOf(name) : 99);
  return [...PLACES].sort((one, other) => rank(one) - rank(other));
}

function outcomeText(outcome: MutantOutcome): string {
  switch (outcome.kind) {
    case 'refuted':
      return `refuted at ${outcome.at}: ${outcome.by}`;
    case 'not decided':
      return `not decided: ${outcome.why}`;
    case 'the same':
      return 'proved the same at all places';
    case 'does not compile':
      return outcome.kind;
  }
}

const command = new Command('npm run mutate:tree --')
  .description(
    'Change one line of a kernel’s mm/hmm.c, many times, and look whether CBMC tells each from the original.',
  )
  .option('--count <number>', 'how many', Number, 114)
  .option('--from <number>', 'leave out this many first', Number, 0)
  .option('--seed <number>', 'of the draw', Number, 1)
  .option('--release <version>', 'of the sources in the cache', '6.12')
  .option('--time-limit <seconds>', 'processor time for each run of the prover', Number, 60)
  .option('--memory-limit <megabytes>', 'memory for each run of the prover', Number, 1536)
  .action(async (given: Arguments) => {
    process.exitCode = await main(given);
  });
command.parseAsync().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 70;
});
