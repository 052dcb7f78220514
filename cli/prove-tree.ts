// SPDX-License-Identifier: GPL-2.0-or-later

import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../oracle/scenario/input-error';
import { jsonText, printable } from '../oracle/scenario/printable';
import { systemErrorCode } from '../oracle/scenario/system-error';
import { makeTemporaryFolder } from '../oracle/scenario/temporary-folder';
import { verdictOf } from '../oracle/verdict/verdict';
import { PLACES, type ProofPlace } from '../proof/tree/places';
import { readProofTree } from '../proof/tree/program';
import { examinedTrees, isRefuted, proveTree, type TreeProof } from '../proof/tree/prove-tree';
import { treeDocument } from '../proof/tree/replay';
import { findProver } from '../proof/tree/tools';
import { treeProofDocument } from '../report/machine/schema/tree-proof';
import { proveTreeText, witnessReplayText } from '../report/text/prove-tree-text';
import { ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { interruptible } from './interruptible';
import { placeName, wholeNumber } from './options';
import { say } from './print';
import { type ReportArguments, ReportFiles, runFacts } from './report-files';
import { withReports } from './report-option';
import { ProgressLine, terminalStyle } from './terminal';
import { writeWhole } from './whole-file';

/** A run takes some 10 s of processor time, and 500 MB. */
const DEFAULT_SECONDS = 60;
const DEFAULT_MEGABYTES = 1536;

interface Arguments extends ReportArguments {
  readonly place?: readonly string[];
  readonly witness?: string;
  readonly timeLimit: number;
  readonly memoryLimit: number;
  readonly jobs: number;
}

/** `hmm-pfn prove tree` */
export function proveTreeCommand(): Command {
  const command = new Command('tree')
    .summary('prove what a kernel tree’s mm/hmm.c does, or that two trees do the same')
    .description(
      'Prove statements about one walk of mm/hmm.c and mm/pagewalk.c of a kernel tree, as they are, or give ' +
        'a counterexample: that words say what the page table maps, that no page fault is made under a lock, ' +
        'memory safety. With two trees (the older first): that they return the same, write the same ' +
        'words, fault and wait in the same places, but for known differences between releases, of which ' +
        'those that are needed are named. Needs CBMC.',
    )
    .argument('<folder>', 'a kernel tree, or a folder with its few files')
    .argument('[second]', 'another one, from the release after it')
    .option(
      '--place <words...>',
      'only the places whose names have one of these words (default: all that the report lists)',
    )
    .option(
      '--witness <folder>',
      'also write each counterexample as a scenario for explain and check',
      placeName,
    )
    .option(
      '--time-limit <seconds>',
      'processor time for each run of the prover',
      wholeNumber(1),
      DEFAULT_SECONDS,
    )
    .option(
      '--memory-limit <megabytes>',
      'memory for each run of the prover',
      wholeNumber(64),
      DEFAULT_MEGABYTES,
    )
    .option('--jobs <count>', 'runs at a time', wholeNumber(1), Math.min(2, availableParallelism()))
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nCBMC is what $CBMC names, or cbmc and goto-cc on the PATH, or what "npm run install:cbmc" has\n' +
        'unpacked into the cache.\n\n' +
        'Exit codes: 0 all is proved within the bounds that are printed; 1 a statement is refuted; 2 bad\n' +
        'usage, no prover, or a statement that was not decided, which is no proof; 70 a defect in hmm-pfn itself.',
    )
    .action(runProveTree);
  return withReports(command);
}

async function runProveTree(
  folder: string,
  second: string | undefined,
  given: Arguments,
  command: Command,
): Promise<void> {
  const places = chosenPlaces(given.place, command);
  const reports = ReportFiles.open(given);
  const trees = [folder, ...(second === undefined ? [] : [second])].map(readProofTree);
  const tools = findProver();
  if ('missing' in tools) {
    say(`SKIP nothing is proved: ${printable(tools.missing)}`);
    process.exitCode = ExitCode.badInput;
    return;
  }
  if (given.witness !== undefined) makeFolder(given.witness);
  const scratch = makeTemporaryFolder('prove-tree');
  const line = new ProgressLine(process.stderr);
  let proof: TreeProof;
  try {
    proof = await interruptible((signal) =>
      proveTree(trees, places, {
        tools,
        limits: { seconds: given.timeLimit, megabytes: given.memoryLimit, signal },
        jobs: given.jobs,
        folder: scratch,
        progress: ({ name }, done) => line.show(name, done, places.length),
      }),
    );
  } finally {
    line.clear();
    rmSync(scratch, { recursive: true, force: true });
  }
  reports.print(`${proveTreeText(proof, terminalStyle(process.stdout))}\n`);
  if (given.witness !== undefined) writeWitnesses(given.witness, proof);
  const exitCode = exitWith(verdictOf(isRefuted(proof), examinedTrees(proof)));
  reports.write(treeProofDocument(proof, runFacts(command, null, exitCode)));
}

function chosenPlaces(
  words: readonly string[] | undefined,
  command: Command,
): readonly ProofPlace[] {
  if (words === undefined) return PLACES;
  for (const word of words) {
    if (PLACES.some(({ name }) => name.includes(word))) continue;
    const names = PLACES.map(({ name }) => `"${name}"`).join(', ');
    command.error(
      `error: option '--place <words...>' argument '${word}' is invalid. expected words of ${names}.`,
    );
  }
  return PLACES.filter(({ name }) => words.some((word) => name.includes(word)));
}

function writeWitnesses(folder: string, { refutations, trees }: TreeProof): void {
  for (const refutation of refutations) {
    const { statement, place, witness } = refutation;
    const file = join(folder, `${statement}.json`);
    const replayable =
      witness === undefined ? undefined : treeDocument(witness, place, `prove-tree-${statement}`);
    if (replayable?.kind === 'document') writeWhole(file, `${jsonText(replayable.document)}\n`);
    say(
      printable(
        witnessReplayText(
          refutation,
          file,
          trees.map((tree) => tree.folder),
        ),
      ),
    );
  }
}

/** @throws InputError if the folder cannot be made. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError({ file: folder }, `cannot be made: ${systemErrorCode(error)}`);
  }
}
