// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { outcomeOf } from '../oracle/fixtures/verify/report';
import { verifyFixtures } from '../oracle/fixtures/verify/verify';
import { verifiedText } from '../oracle/report/fixtures-verify-text';
import { jsonText } from '../oracle/scenario/printable';
import { ExitCode } from './exit-code';
import { interruptible } from './interruptible';
import { printText, say } from './print';
import { ProgressLine, terminalStyle } from './terminal';

/** `hmm-pfn fixtures verify` */
export function fixturesVerifyCommand(): Command {
  return new Command('verify')
    .description(
      'Run fixtures again and report what is no longer as it was written: results by cause with ' +
        'diffs, changed bytes with their place, missing and extra files.',
    )
    .argument(
      '<targets...>',
      'files that generate wrote, JSON Lines in the vectors’ form, plain or gzip, or folders; - is ' +
        'JSON Lines from standard input',
    )
    .option('--json', 'one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is as written, 1 something is not, 2 bad usage, or unreadable.',
    )
    .action(runVerify);
}

async function runVerify(
  targets: readonly string[],
  { json }: { readonly json?: true },
): Promise<void> {
  const line = new ProgressLine(process.stderr);
  const progress = (file: string, done: number): void => line.show(file, done, undefined);
  try {
    const report = await interruptible((signal) =>
      verifyFixtures(targets, progress, signal).finally(line.clear),
    );
    const outcome = outcomeOf(report);
    const text = json
      ? jsonText({ outcome, ...report })
      : verifiedText(report, terminalStyle(process.stdout));
    printText(`${text}\n`);
    process.exitCode = EXIT_CODES[outcome];
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    say('interrupted');
    process.exitCode = ExitCode.interrupted;
  }
}

const EXIT_CODES = {
  clean: ExitCode.clean,
  drift: ExitCode.found,
  'bad input': ExitCode.badInput,
} as const;
