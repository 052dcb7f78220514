// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import type { ExternalSide } from '../oracle/external/external-side';
import type { askExternals } from '../oracle/external/run-externals';
import { lazy } from '../oracle/package/lazy';
import { type RunScenario, runCorpus } from '../oracle/run/run-corpus';
import { Runner } from '../oracle/run/runner';
import { SideFailure } from '../oracle/run/side-failure';
import type { SideName } from '../oracle/run/side-names';
import { sourceName } from '../oracle/scenario/bytes';
import { InputError } from '../oracle/scenario/input-error';
import { LINE_LIMIT } from '../oracle/scenario/lines';
import { printable } from '../oracle/scenario/printable';
import { ExitCode } from './exit-code';
import { addExternalSides, type ExternalArguments, withExternalSides } from './external-sides';
import { sidesOrTreesOption, wholeNumber } from './options';
import { Output } from './output';
import { say } from './print';
import { type TreeArguments, treeOptions, withTrees } from './trees';

/** What only some command lines ask for. */
const externalSides = lazy((): typeof import('../oracle/external/run-externals') =>
  require('../oracle/external/run-externals'),
);
const noting = lazy((): typeof import('../oracle/simplifications/watch') =>
  require('../oracle/simplifications/watch'),
);

/** How many invalid lines are listed; the others are only counted. */
const ERRORS_SHOWN = 20;

interface Arguments extends TreeArguments, ExternalArguments {
  readonly maxLine: number;
  readonly notes?: true;
}

/** `hmm-pfn run` */
export function runCommand(): Command {
  const command = new Command('run')
    .description(
      'Run scenarios and print their results, one line {"scenario", "expect"} for each. ' +
        'Input: JSON Lines, plain or gzip, of plain scenarios or of such lines.',
    )
    .argument('[files...]', 'files to read; - or none is standard input')
    .addOption(sidesOrTreesOption());
  addExternalSides(command)
    .option(
      '--notes',
      'add "notes" to each line: where a rule of the model is simpler than a real kernel, and what a kernel does instead',
    )
    .option('--max-line <bytes>', 'refuse longer lines', wholeNumber(1), LINE_LIMIT)
    .action((files: readonly string[], given: Arguments, self: Command) =>
      withTrees(given, self, (sides) => runFiles(files, sides, given), true),
    );
  for (const option of treeOptions()) command.addOption(option);
  return command;
}

async function runFiles(
  files: readonly string[],
  sides: readonly SideName[],
  given: Arguments,
): Promise<void> {
  await withExternalSides(given, (externals) => runOn(files, sides, given, externals));
}

async function runOn(
  files: readonly string[],
  sides: readonly SideName[],
  { maxLine, notes }: Arguments,
  externals: readonly ExternalSide[],
): Promise<void> {
  const runner = Runner.of(sides);
  const noRoom = new NoRoomCount();
  const output = new Output(process.stdout);
  let errors = 0;
  let failures = 0;
  const report = (error: InputError | SideFailure): void => {
    const { message } = error;
    if (error instanceof SideFailure) failures++;
    else errors++;
    if (errors + failures <= ERRORS_SHOWN) say(message);
  };
  const failed: Parameters<typeof askExternals>[1] = (name, answer) => {
    // That a side has nothing to say of a scenario stands in its place in the line.
    if (answer.kind === 'none') return;
    failures++;
    const why = [answer.what, ...answer.lines].join(': ');
    if (errors + failures <= ERRORS_SHOWN) say(printable(`${name}: ${why}`));
  };
  const others =
    externals.length === 0 ? undefined : externalSides().askExternals(externals, failed);
  try {
    for (const file of files.length === 0 ? ['-'] : files) {
      const before = errors;
      const write = (text: Uint8Array): Promise<void> | undefined => output.writeBytes(text);
      const run: RunScenario = (ran, scenario) => {
        const noted = notes ? noting().runWithNotes(ran, scenario) : undefined;
        if (!notes) ran.run(scenario);
        noRoom.look(ran);
        return noted;
      };
      // A program or a file of results cannot be asked what no model follows.
      const onlyTrees = externals.length === 0 ? 'followed' : 'refused';
      const options = { limit: maxLine, onlyTrees } as const;
      const ran = await runCorpus(file, runner, options, write, report, run, others);
      if (ran === 0 && errors === before) {
        report(new InputError({ file: sourceName(file) }, 'expected scenarios, got none'));
      }
    }
  } finally {
    await output.flush();
    const hidden = errors + failures - ERRORS_SHOWN;
    if (hidden > 0) say(`… and ${hidden} more lines that are invalid, or on which a side throws`);
  }
  for (const line of noRoom.lines()) say(printable(line));
  const found = failures > 0 ? ExitCode.found : ExitCode.clean;
  process.exitCode = errors > 0 || noRoom.hasEmptySide() ? ExitCode.badInput : found;
}

/** In how many scenarios a side has no result, as a long of 32 bits has no room for a pfn or for the range. */
class NoRoomCount {
  private scenarios = 0;
  private readonly without = new Map<SideName, { count: number; readonly first: string }>();

  /** Looks at the results of one more scenario. */
  look({ sides }: Runner): void {
    this.scenarios++;
    for (const { name, overflow } of sides) {
      if (overflow === undefined) continue;
      const before = this.without.get(name);
      if (before === undefined) this.without.set(name, { count: 1, first: overflow.message });
      else before.count++;
    }
  }

  *lines(): Generator<string> {
    for (const [name, { count, first }] of this.without) {
      yield `${name}: no result of ${count} of ${this.scenarios} scenarios; of the first: ${first}`;
    }
  }

  /** Whether a side has no result at all. */
  hasEmptySide(): boolean {
    return [...this.without.values()].some(({ count }) => count === this.scenarios);
  }
}
