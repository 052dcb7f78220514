// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { outcomeName, outcomeOf } from '../corpus/verify/report';
import { verifyFixtures } from '../corpus/verify/verify';
import { interruptible } from '../oracle/child/ending-signals';
import { jsonText } from '../oracle/scenario/printable';
import { verifiedText } from '../report/text/fixtures-verify-text';
import { ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { printText } from './print';
import { ProgressLine, terminalStyle } from './terminal';

/** `hmm-pfn fixtures verify` */
export function fixturesVerifyCommand(): Command {
  return new Command('verify')
    .description(
      'Run fixtures again and report what is no longer as written: changed results by cause with ' +
        'diffs, changed bytes with their location, missing and extra files.',
    )
    .argument(
      '<targets...>',
      'files that generate wrote, JSON Lines in the form of the vectors, plain or gzip, or folders; - ' +
        'is JSON Lines from standard input',
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExit codes: 0 everything is as written; 1 something is not; 2 bad usage, unreadable input, or no\n' +
        'fixtures found; 70 a defect in hmm-pfn itself; 130 interrupted, with everything as written until then.',
    )
    .action(runVerify);
}

async function runVerify(
  targets: readonly string[],
  { json }: { readonly json?: true },
): Promise<void> {
  const line = new ProgressLine(process.stderr);
  const progress = (file: string, done: number): void => line.show(file, done, undefined);
  const report = await interruptible((signal) =>
    verifyFixtures(targets, progress, signal).finally(line.clear),
  );
  const outcome = outcomeOf(report);
  const text = json
    ? jsonText({ outcome: outcomeName(outcome), ...report })
    : verifiedText(report, terminalStyle(process.stdout));
  printText(`${text}\n`);
  if (outcome.kind === 'verified') exitWith(outcome.verdict);
  else process.exitCode = ExitCode.badInput;
}
