// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import '../../cli/last-resort';

import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_CODES } from '../../cli/exit-code';
import { type Bits, bitsOption, seedOf, vectorFiles, wholeNumber } from '../../cli/options';
import { printText, say as sayAs, usageText } from '../../cli/print';
import { runProgram } from '../../cli/run-program';
import { ProgressLine, terminalStyle } from '../../cli/terminal';
import { interruptible } from '../../oracle/child/ending-signals';
import { CommandError } from '../../oracle/debian/command';
import type { HeldSources } from '../../oracle/external/hold-to-model';
import { PROFILES, type Profile } from '../../oracle/generate/profiles';
import { ArgumentError } from '../../oracle/scenario/argument-error';
import { InputError } from '../../oracle/scenario/input-error';
import { printable } from '../../oracle/scenario/printable';
import { SCOPES } from '../../oracle/scope/scopes';
import { findToolchain, type Toolchain } from '../../tree/build/toolchain';
import { readTreeName } from '../../tree/side/tree-name';
import { KERNEL_RELEASES } from '../boot/releases';
import { type HeldTree, holdTree, type TreeSource } from './hold-tree';
import { installTree } from './install';
import { findTree } from './kept';
import { heldTreesText, verdictOfTrees } from './report';

interface Arguments {
  readonly release?: readonly string[];
  readonly tree?: readonly TreeSource[];
  readonly install?: true;
  readonly scope: string;
  readonly runs: number;
  readonly seed?: number;
  readonly profile: Profile;
  readonly vectors: boolean;
  readonly bits: Bits;
}

const SERIES = KERNEL_RELEASES.map(({ series }) => series);

const command = new Command('npm run test:tree --')
  .description(
    'Compile mm/hmm.c of kernel releases, unmodified, run it in user space on the golden vectors, on ' +
      'every scenario of a scope and on random ones, and compare each result with the model that the ' +
      'release is nearest to: return code, array, page faults, walks.',
  )
  .addOption(
    new Option(
      '--release <series>',
      `which releases, from ${SERIES.join(', ')} (repeatable; default: all)`,
    ).argParser((text: string, before: readonly string[] = []) => {
      if (!SERIES.includes(text)) {
        throw new InvalidArgumentError(`expected one of ${SERIES.join(', ')}, got ${text}.`);
      }
      return [...before, text];
    }),
  )
  .addOption(
    new Option(
      '--tree <name=folder>',
      'instead of releases: a kernel tree, or a folder with its few files (repeatable)',
    ).argParser((text: string, before: readonly TreeSource[] = []) => [
      ...before,
      treeOf(text, before),
    ]),
  )
  .option('--install', 'first fetch missing sources of Debian into the cache')
  .addOption(
    new Option('--scope <number>', 'every scenario of a bounded scope')
      .choices(['0', '1', '2', '3'])
      .default('2'),
  )
  .option('--runs <count>', 'number of random scenarios', wholeNumber(0), 1_000_000)
  .option('--seed <number>', 'their seed (default: random; 1 in CI)', wholeNumber(0))
  .addOption(
    new Option(
      '--profile <name>',
      'which random scenarios: `recent` has all that hmm-scenario/2 added',
    )
      .choices(PROFILES)
      .default('mixed'),
  )
  .option('--no-vectors', 'leave the golden vectors out')
  .addOption(bitsOption())
  .addHelpText(
    'after',
    '\nExit codes: 0 something was compared, with no unexplained differences (a release that is missing is\n' +
      'skipped with the reason); 1 an unexplained difference; 2 bad usage, or nothing was compared; 70 a\n' +
      'defect in this program; 130 interrupted.\n',
  )
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(usageText(text)) })
  .action(run);

function treeOf(text: string, before: readonly TreeSource[]): TreeSource {
  try {
    return { ...readTreeName(text, before), version: undefined };
  } catch (error) {
    if (error instanceof ArgumentError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

async function run(given: Arguments): Promise<void> {
  const seed = seedOf(given.seed);
  const sources: HeldSources = {
    vectors: given.vectors ? vectorFiles(undefined) : [],
    scope: SCOPES.find((scope) => String(scope) === given.scope) ?? 0,
    ...{ seed, runs: given.runs, profile: given.profile },
  };
  await interruptible(async (signal) => {
    const held: HeldTree[] = [];
    const toolchain = await toolchainOf(given.bits, signal);
    if (toolchain !== undefined) {
      try {
        const trees = await treesOf(given, signal);
        if (trees.length === 0) printText('SKIP no release could be had\n');
        held.push(...(await holdAll(trees, sources, given.bits, toolchain, signal)));
      } finally {
        toolchain.close();
      }
    }
    const verdict = verdictOfTrees(held, signal.aborted);
    printText(`${heldTreesText(held, verdict, seed, terminalStyle(process.stdout))}\n`);
    process.exitCode = EXIT_CODES[verdict.kind];
  });
}

/** Without a compiler, or one for this width of a long, nothing can be compared, which is said. */
async function toolchainOf(bits: Bits, signal: AbortSignal): Promise<Toolchain | undefined> {
  try {
    const toolchain = await findToolchain(undefined, signal);
    const { no32 } = toolchain.compiler;
    if (bits === 64 || no32 === null) return toolchain;
    printText(`SKIP --bits 32: ${printable(no32)}\n`);
    toolchain.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    printText(`SKIP ${printable(error.message)}\n`);
    return undefined;
  }
}

/** The trees that are there; a release that is missing is skipped with the reason. */
async function treesOf(given: Arguments, signal: AbortSignal): Promise<readonly TreeSource[]> {
  if (given.tree !== undefined) return given.tree;
  const wanted = given.release ?? SERIES;
  const trees: TreeSource[] = [];
  for (const release of KERNEL_RELEASES.filter(({ series }) => wanted.includes(series))) {
    if (signal.aborted) break;
    if (given.install === true) {
      try {
        await installTree(release, say, signal);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        say(`not installed: ${error.message}`);
      }
    }
    const kept = findTree(release.series);
    if (kept === undefined)
      say(`release ${release.series}: SKIP its sources are not in the cache (--install)`);
    else trees.push({ name: `v${kept.series}`, folder: kept.folder, version: kept.version });
  }
  return trees;
}

async function holdAll(
  trees: readonly TreeSource[],
  sources: HeldSources,
  bits: Bits,
  toolchain: Toolchain,
  signal: AbortSignal,
): Promise<readonly HeldTree[]> {
  const held: HeldTree[] = [];
  const line = new ProgressLine(process.stderr);
  const tell = (stage: string, done: number): void => line.show(stage, done, undefined);
  for (const tree of trees) {
    if (signal.aborted) break;
    held.push(
      await holdTree({ ...tree, bits }, sources, toolchain, tell, signal).finally(line.clear),
    );
  }
  return held;
}

function say(message: string): void {
  sayAs(printable(message), 'test:tree');
}

runProgram(command, 'test:tree', (error) => error instanceof CommandError);
