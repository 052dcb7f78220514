// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { failureOf } from '../../../cli/failure';
import { wholeNumber } from '../../../cli/options';
import { findTree } from '../../../kernel/trees/kept';
import { makeTemporaryFolder } from '../../../oracle/scenario/temporary-folder';
import type { ProofLimits } from '../../../proof/tree/limited';
import { PLACES, type ProofPlace } from '../../../proof/tree/places';
import { type ProofTree, readProofTree } from '../../../proof/tree/proof-tree';
import { findProver, type ProverTools } from '../../../proof/tree/tools';
import { findToolchain } from '../../../tree/build/toolchain';
import { fileOf } from '../../../tree/sources/read-tree';
import { drawMutants, mutantName, type TreeMutant, withMutant } from './generate';
import { type MutantJudge, type MutantOutcome, proveMutant, refuteMutant } from './judge';
import { MutantPrograms } from './programs';
import {
  compiledMutants,
  countsOf,
  drawOf,
  KEPT_RESULTS,
  type MutantResults,
  NOT_TRIED,
  outcomeText,
  ResultsFile,
  resultsOf,
} from './results';

/*
 * Changes a kernel's mm/hmm.c in one line, many times, and asks the prover each time whether that can
 * be told from the original. The changed files stand in a temporary folder.
 */

/** The places that are tried first: of a sample of mutants the first of them refuted most. */
const ORDER = [
  ...['one page: last of a PMD', 'two pages: across a PMD', 'two pages: one PMD'],
  ...['one page: middle', 'two pages: from the second'],
];
/** At this many places, the first, the original is judged as a mutant of itself: all would take minutes. */
const CONTROL_PLACES = 2;
const BAD_USAGE = 2;
/** The prover tells the original from itself: no verdict on a mutant would mean anything. */
const UNFIT = 70;

interface Arguments {
  readonly count: number;
  readonly seed: number;
  readonly release: string;
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly write?: string | true;
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
  const toolchain = await findToolchain();
  try {
    const original = readProofTree(release.folder);
    return await judgeAll(given, original, tools, toolchain.compiler.command, folder);
  } finally {
    toolchain.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeAll(
  given: Arguments,
  original: ProofTree,
  tools: ProverTools,
  compiler: string,
  folder: string,
): Promise<number> {
  let spent = 0;
  const limits: ProofLimits = {
    ...{ seconds: given.timeLimit, megabytes: given.memoryLimit },
    signal: new AbortController().signal,
    spent: ({ seconds }) => {
      spent += seconds;
    },
  };
  const programs = await MutantPrograms.open(original, tools, limits, compiler, folder);
  const judge: MutantJudge = {
    ...{ places: placesInOrder(), programs, tools, limits },
    blemishes: new Map(),
  };
  const source = fileOf(original.sources, 'mm/hmm.c').text;
  const planted = (text: string): ProofTree => plant(text, original, folder);
  if (!(await passesControl(planted(source), judge))) return UNFIT;
  const file = given.write === true ? KEPT_RESULTS : given.write;
  const draw = drawOf(given.release, given.seed, source);
  const results = new ResultsFile(file, resultsOf(file, draw, tools.where, given.count));
  const drawn = drawMutants(source, Number.POSITIVE_INFINITY, given.seed);
  const treeOf = (mutant: TreeMutant): ProofTree => planted(withMutant(source, mutant));
  const left: TreeMutant[] = [];
  const keep = (mutant: TreeMutant, outcome: MutantOutcome): void => {
    results.add({ name: mutantName(mutant), outcome }, spent);
    console.log(`${mutantName(mutant)}: ${outcomeText(outcome)} (${Math.round(spent)} s)`);
    spent = 0;
  };
  for (const mutant of drawn) {
    if (results.compiled() >= given.count) break;
    if (results.has(mutantName(mutant))) continue;
    const outcome = await refuteMutant(treeOf(mutant), judge);
    if (outcome === undefined) left.push(mutant);
    keep(mutant, outcome ?? { kind: 'not decided', why: NOT_TRIED });
  }
  for (const mutant of left) keep(mutant, await proveMutant(treeOf(mutant), judge));
  return say(results.results);
}

/** What tells the original from itself would tell everything from it. */
async function passesControl(copy: ProofTree, judge: MutantJudge): Promise<boolean> {
  const places = judge.places.slice(0, CONTROL_PLACES);
  const control = await proveMutant(copy, { ...judge, places });
  const where = places.map(({ name }) => name).join(', ');
  console.log(`the original against a copy of itself (${where}): ${outcomeText(control)}`);
  return control.kind === 'proved the same' && (await judge.programs.isSameCode(copy));
}

function say({ release, seed, seconds, mutants }: MutantResults): number {
  const compiled = compiledMutants(mutants).length;
  const texts = Object.entries(countsOf(mutants)).map(([kind, count]) => `${count} ${kind}`);
  const took = `${seconds} s of processor time`;
  console.log(`${compiled} mutants of ${release}, seed ${seed}: ${texts.join(', ')}; ${took}`);
  const { 'not decided': open } = countsOf(mutants);
  return compiled > 0 && open === 0 ? 0 : BAD_USAGE;
}

/** A copy of the tree's few files, with this mm/hmm.c. */
function plant(source: string, { sources }: ProofTree, folder: string): ProofTree {
  const copy = join(folder, 'source');
  rmSync(copy, { recursive: true, force: true });
  for (const { path, place } of sources.files) {
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

const command = new Command('npm run mutate:tree --')
  .description(
    'Change one line of a kernel’s mm/hmm.c, many times, and look whether CBMC tells each from the original.',
  )
  .option('--count <number>', 'how many that compile', wholeNumber(1), 114)
  .option('--seed <number>', 'of the draw', wholeNumber(0), 1)
  .option('--release <version>', 'of the sources in the cache', '6.12')
  .option('--time-limit <seconds>', 'processor time for each run of the prover', wholeNumber(1), 60)
  .option('--memory-limit <megabytes>', 'memory for each run of the prover', wholeNumber(64), 1536)
  .option(
    '--write [file]',
    'keep what each came to, and go on where a file of the same draw ends (default: the kept results, ' +
      'of which "npm run docs" makes docs/tree-mutants.md)',
  )
  .addHelpText(
    'after',
    '\nExit codes: 0 each is refuted or the same; 2 bad usage, no prover or sources, or one that was not\n' +
      'decided; 70 the prover tells the original from itself, or a defect.',
  )
  .exitOverride()
  .action(async (given: Arguments) => {
    process.exitCode = await main(given);
  });
command.parseAsync().catch((error: unknown) => {
  const failure = failureOf(error);
  // commander has printed its own.
  if (failure.kind !== 'usage') console.error(failure.message);
  process.exitCode = failure.exitCode;
});
