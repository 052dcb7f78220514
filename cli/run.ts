// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { resultChunks } from '../oracle/run/result-text';
import { Runner } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side';
import { type CorpusScenario, scanCorpus } from '../oracle/scenario/corpus';
import { ExitCode } from './exit-code';
import { sidesOption, wholeNumber } from './options';
import { Output } from './output';

/** So many bad lines are named; the others are counted. */
const ERRORS_SHOWN = 20;
const DEFAULT_LINE_LIMIT = 32 * 2 ** 20;

interface Arguments {
  readonly sides: readonly SideName[];
  readonly maxLine: number;
}

/** `hmm-pfn run` */
export function runCommand(): Command {
  return new Command('run')
    .description(
      'Run scenarios and print their results, a line {"scenario", "expect"} each.\n' +
        'Input: JSON Lines, plain or gzip, of bare scenarios or such lines.',
    )
    .argument('[files...]', 'files to read; - or none is standard input')
    .addOption(sidesOption())
    .option('--max-line <bytes>', 'refuse longer lines', wholeNumber(1), DEFAULT_LINE_LIMIT)
    .action(runFiles);
}

async function runFiles(files: readonly string[], { sides, maxLine }: Arguments): Promise<void> {
  const runner = Runner.of(sides);
  const output = new Output(process.stdout);
  let errors = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    for await (const item of scanCorpus(file, { limit: maxLine })) {
      if (item.kind === 'scenario') {
        runner.run(item.scenario);
        for (const chunk of lineChunks(item, runner)) await output.write(chunk);
      } else if (errors++ < ERRORS_SHOWN) {
        process.stderr.write(`hmm-pfn: ${item.error.message}\n`);
      }
    }
  }
  await output.flush();
  if (errors > ERRORS_SHOWN) {
    process.stderr.write(
      `hmm-pfn: … and ${errors - ERRORS_SHOWN} more lines that hold no scenario\n`,
    );
  }
  process.exitCode = errors > 0 ? ExitCode.badInput : ExitCode.clean;
}

/** One line of output; the scenario is echoed as it stood in the input. */
function* lineChunks(item: CorpusScenario, runner: Runner): Generator<string> {
  yield `{"scenario":${JSON.stringify(item.document)},"expect":{`;
  for (const [position, side] of runner.sides.entries()) {
    yield `${position === 0 ? '' : ','}"${side.name}":`;
    yield* resultChunks(side);
  }
  yield '}}\n';
}
