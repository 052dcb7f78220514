// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { renderAttempts } from '../drivers/attempts/render';
import { enumerateAttempts, verdictOfAttempts } from '../drivers/attempts/report';
import { DRIVERS } from '../drivers/registry';
import { attemptsDocument } from '../report/machine/schema/attempts';
import { exitWith } from './exit-with';
import { type ReportArguments, ReportFiles, runFacts } from './report-files';
import { withReports } from './report-option';

interface Arguments extends ReportArguments {
  readonly driver?: string;
}

/** `hmm-pfn attempts` */
export function attemptsCommand(): Command {
  const ids = DRIVERS.map(({ id }) => id);
  const command = new Command('attempts')
    .description(
      'Run the drivers’ retry loops around the range fault under every schedule of other threads in a ' +
        'bounded scope, and find requests that are lost or grow between attempts, and endless loops.',
    )
    .addOption(new Option('--driver <id>', 'run only this loop').choices(ids))
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nExit codes: 0 rewriting the requests before each attempt removes what destroyed input causes, and\n' +
        'nothing else; 1 it does not; 2 bad usage, or nothing was run; 70 a defect in hmm-pfn itself.',
    )
    .action(runAttempts);
  return withReports(command);
}

function runAttempts(given: Arguments, command: Command): void {
  const reports = ReportFiles.open(given);
  const { driver } = given;
  const report = enumerateAttempts(
    DRIVERS.filter(({ id }) => driver === undefined || id === driver),
  );
  reports.print(renderAttempts(report));
  const exitCode = exitWith(verdictOfAttempts(report));
  reports.write(attemptsDocument(report, runFacts(command, null, exitCode)));
}
