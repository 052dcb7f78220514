// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { KNOWN_FORMAT_NAMES, ownFormat } from '../corpus/own-format';
import { interruptible } from '../oracle/child/ending-signals';
import { InputError } from '../oracle/scenario/input-error';
import { jsonText, printable } from '../oracle/scenario/printable';
import { systemErrorCode } from '../oracle/scenario/system-error';
import { verdictOf } from '../oracle/verdict/verdict';
import { DRIVER_FORMATS, EVERY_FORMAT, type ProofFormat } from '../proof/tree/formats';
import { installProver } from '../proof/tree/install';
import { alsoChanging, PLACES, type ProofPlace, withFormats } from '../proof/tree/places';
import { needsFormat, type ProofTree, readProofTree, subjectOf } from '../proof/tree/proof-tree';
import type { TreeProof } from '../proof/tree/prove-tree';
import { treeDocument } from '../proof/tree/replay';
import { examinedTrees, isRefuted } from '../proof/tree/summary';
import { findProver } from '../proof/tree/tools';
import { treeProofDocument } from '../report/machine/schema/tree-proof';
import { proveTreeText, witnessReplayText } from '../report/text/prove-tree-text';
import { ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { placeName, secondsLimit, wholeNumber } from './options';
import { say } from './print';
import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, type ProveOptions, proveTrees } from './prove-run';
import { refuseOthers } from './refuse-others';
import { type ReportArguments, ReportFiles, runFacts, withReports } from './report-files';
import { terminalStyle } from './terminal';
import { writeWhole } from './whole-file';

interface Arguments extends ReportArguments, ProveOptions {
  readonly place?: readonly string[];
  readonly format?: string;
  readonly witness?: string;
  readonly install?: true;
  readonly races?: true;
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
        'those that are needed are named. A tree of 5.7 with one of 5.8 or later: that the words of each ' +
        'format say the same of every page. Needs CBMC.',
    )
    .argument(
      '[folder]',
      'a kernel tree, or a folder with its few files; needed but with --install',
    )
    .argument('[second]', 'another one, from the release after it')
    .option(
      '--place <words...>',
      'only the places whose names have one of these words (default: all that the report lists)',
    )
    .option(
      '--format <format>',
      `for a tree with the customizable format (5.7): ${KNOWN_FORMAT_NAMES.join(', ')}, a file with the ` +
        '"legacy" of a scenario, or any for every well-formed format at once (default: nouveau and amdgpu, ' +
        'one after the other)',
    )
    .option(
      '--races',
      'of one tree: also with an entry (PUD or PMD) that another thread makes any other within the ' +
        'walk, once',
    )
    .option(
      '--witness <folder>',
      'also write each counterexample as a scenario for explain and check',
      placeName,
    )
    .option(
      '--time-limit <seconds>',
      'processor time for each run of the prover',
      secondsLimit,
      DEFAULT_SECONDS,
    )
    .option(
      '--memory-limit <megabytes>',
      'memory for each run of the prover',
      wholeNumber(64),
      DEFAULT_MEGABYTES,
    )
    .option('--jobs <count>', 'runs at a time', wholeNumber(1), Math.min(2, availableParallelism()))
    .option(
      '--install',
      'first fetch CBMC into the cache, unless it is there: packages of Debian, unpacked (26 MB to fetch)',
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nCBMC is what $CBMC names, or cbmc and goto-cc on the PATH, or what --install has unpacked\n' +
        'into the cache.\n\n' +
        'Exit codes: 0 all is proved within the bounds that are printed; 1 a statement is refuted; 2 bad\n' +
        'usage, no prover, or a statement that was not decided, which is no proof; 70 a defect in hmm-pfn itself.',
    )
    .action(runProveTree);
  return withReports(command);
}

async function runProveTree(
  folder: string | undefined,
  second: string | undefined,
  given: Arguments,
  command: Command,
): Promise<void> {
  if (folder === undefined) {
    if (given.install === true) refuseOthers(command, '--install without a tree', ['install']);
    else {
      command.error(
        "error: missing required argument 'folder'. expected a kernel tree, or --install alone.",
      );
    }
  }
  const chosen = chosenPlaces(given.place, command);
  const reports = ReportFiles.open(given);
  if (given.install === true) await interruptible(installOnce);
  if (folder === undefined) return;
  const trees = [folder, ...(second === undefined ? [] : [second])].map(readProofTree);
  subjectOf(trees);
  const formats = await chosenFormats(trees, given.format, command);
  if (given.races === true && trees.length > 1) {
    command.error(
      "error: option '--races' is of one tree: two trees read an entry a different number of times.",
    );
  }
  const fixed = formats.length === 0 ? chosen : withFormats(chosen, formats);
  const places = given.races === true ? alsoChanging(fixed) : fixed;
  const tools = findProver();
  if ('missing' in tools) {
    say(`SKIP nothing is proved: ${printable(tools.missing)}`);
    process.exitCode = ExitCode.badInput;
    return;
  }
  if (given.witness !== undefined) makeFolder(given.witness);
  const proof = await interruptible((signal) => proveTrees(trees, places, tools, given, signal));
  reports.print(`${proveTreeText(proof, terminalStyle(process.stdout))}\n`);
  if (given.witness !== undefined) writeWitnesses(given.witness, proof);
  const exitCode = exitWith(verdictOf(isRefuted(proof), examinedTrees(proof)));
  reports.write(() => treeProofDocument(proof, runFacts(command, null, exitCode)));
}

/** Fetches CBMC if there is none. */
async function installOnce(signal: AbortSignal): Promise<void> {
  const note = (what: string): void => say(printable(what));
  const found = findProver();
  if ('missing' in found) note(`unpacked into ${await installProver(signal, note)}`);
  else note(`CBMC is there: ${found.where}`);
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

/**
 * The formats that trees are proved with; none if their own is fixed.
 * @throws InputError for one that is not well-formed.
 */
async function chosenFormats(
  trees: readonly ProofTree[],
  given: string | undefined,
  command: Command,
): Promise<readonly ProofFormat[]> {
  if (!needsFormat(trees)) {
    if (given === undefined) return [];
    const none = 'expected none: no tree has a customizable format.';
    command.error(`error: option '--format <format>' argument '${given}' is invalid. ${none}`);
  }
  if (given === undefined) return DRIVER_FORMATS;
  if (given === 'any') return [EVERY_FORMAT];
  const { format } = await ownFormat(given, false);
  return [{ name: given, format }];
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
