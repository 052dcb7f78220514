// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { openUserLoop, type UserLoop } from '../audit/module/user-driver';
import { renderAttempts } from '../drivers/attempts/render';
import {
  type AttemptReport,
  enumerateAttempts,
  enumerateUntilAborted,
  verdictOfAttempts,
} from '../drivers/attempts/report';
import { accessLists, SCOPE } from '../drivers/attempts/scope';
import type { DriverModel } from '../drivers/driver';
import { loopModel } from '../drivers/loop-document';
import { readLoop } from '../drivers/read-loop';
import { DRIVERS } from '../drivers/registry';
import { interruptible } from '../oracle/child/ending-signals';
import { Interrupted } from '../oracle/child/interrupted';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError } from '../oracle/scenario/input-error';
import { nearNames } from '../oracle/scenario/near';
import { attemptsDocument } from '../report/machine/schema/attempts';
import { ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { sayNotConfined } from './module-confinement';
import { printModuleOutput } from './module-output';
import { secondsLimit } from './options';
import { say } from './print';
import { type ReportArguments, ReportFiles, runFacts, withReports } from './report-files';

const TIME_LIMIT_S = 10;
/** The most pages of a window of the scope. */
const WINDOW_PAGES = 3;

interface Arguments extends ReportArguments {
  readonly driver?: string;
  readonly loop?: string;
  /** Seconds. */
  readonly timeLimit: number;
}

/** `hmm-pfn attempts` */
export function attemptsCommand(): Command {
  const ids = DRIVERS.map(({ id }) => id).join(', ');
  const command = new Command('attempts')
    .description(
      'Run retry loops around the range fault under every schedule of other threads in a bounded scope, ' +
        'and find requests that are lost or grow between attempts, results that are used although they ' +
        'are out of date, and endless loops: of the drivers built in, or of your own loop.',
    )
    .addOption(
      new Option(
        '--driver <id|module>',
        `run only this loop: ${ids}, or that of a module such as ./mine.ts`,
      ).conflicts('loop'),
    )
    .option('--loop <file>', 'run the loop that a JSON file describes (hmm-loop/1)')
    .option(
      '--time-limit <seconds>',
      'time limit for loading a module, and for each of its answers',
      secondsLimit,
      TIME_LIMIT_S,
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      '\nA module default-exports a loop document, as a JSON file has it, or a driver {before, after} as for\n' +
        'audit, of which the loop of the version after is run; it runs with your privileges, in separate\n' +
        'processes (docs/loops.md describes the document, docs/audit.md what a module may do).\n' +
        '\nExit codes: for the loops built in, 0 rewriting the requests before each attempt removes what\n' +
        'destroyed input causes, and nothing else; 1 it does not. For your own, 0 no mistake under any schedule;\n' +
        '1 mistakes. 2 bad usage, bad input, or nothing was run; 70 a defect in hmm-pfn itself.',
    )
    .action(runAttempts);
  return withReports(command);
}

async function runAttempts(given: Arguments, command: Command): Promise<void> {
  const reports = ReportFiles.open(given);
  const report = await reportOf(given);
  if (report === null) {
    say('interrupted before every loop was run');
    process.exitCode = ExitCode.interrupted;
    return;
  }
  reports.print(renderAttempts(report));
  const exitCode = exitWith(verdictOfAttempts(report));
  reports.write(() => attemptsDocument(report, runFacts(command, null, exitCode)));
}

/** What was enumerated; null if Ctrl-C came first. */
async function reportOf({ driver, loop, timeLimit }: Arguments): Promise<AttemptReport | null> {
  const builtIn = (drivers: readonly DriverModel[], source?: string) =>
    interruptible((signal) => enumerateUntilAborted(drivers, signal, source));
  if (loop !== undefined) return builtIn([loopModel(readLoop(loop))], `--loop ${loop}`);
  if (driver === undefined) return builtIn(DRIVERS);
  const known = DRIVERS.filter(({ id }) => id === driver);
  if (known.length > 0) return builtIn(known);
  if (!/[./\\]/.test(driver)) refuseDriver(driver);
  try {
    return await interruptible(async (signal) => {
      const options = { limitMs: timeLimit * 1000, onOutput: printModuleOutput(), signal };
      sayNotConfined();
      const user = await openUserLoop(driver, options);
      try {
        return await enumerateUserLoop(user, `--driver ${driver}`);
      } finally {
        user.close();
      }
    });
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

async function enumerateUserLoop(
  { model, inquiry }: UserLoop,
  source: string,
): Promise<AttemptReport> {
  // All that the module will be asked, at once: otherwise each answer begins the work again.
  const lists = Array.from({ length: WINDOW_PAGES }, (_, index) => accessLists(index + 1)).flat();
  const builds = await inquiry.each(lists, (accesses) => askAll(model, accesses));
  // What a driver never makes up is run, but no mistake of its loop.
  if (!builds.includes(true)) {
    const what = `a window of up to ${WINDOW_PAGES} pages for which it is true`;
    throw new InputError({ file: source }, `builds(): expected ${what}, got none`);
  }
  const report = await inquiry.one(() => enumerateAttempts([model], SCOPE, source));
  await inquiry.finish();
  return report;
}

function askAll(model: DriverModel, accesses: Parameters<DriverModel['encode']>[0]): boolean {
  model.encode(accesses);
  return model.builds(accesses);
}

/** @throws ArgumentError, always. */
function refuseDriver(driver: string): never {
  const ids = DRIVERS.map(({ id }) => id);
  const [near] = nearNames(driver, ids);
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
  throw new ArgumentError(
    `"driver" expected ${ids.join(', ')}, or the path of a module such as ./mine.ts${hint}, got ${driver}`,
  );
}
