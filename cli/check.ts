// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, InvalidArgumentError, Option } from 'commander';
import { type CheckOptions, check } from '../oracle/check/check';
import { replayPath } from '../oracle/check/replay';
import { isClean } from '../oracle/check/report';
import { explainCheck, explainScenario } from '../oracle/gather/explained';
import { PROFILES } from '../oracle/generate/generate';
import { checkHeader, checkText } from '../oracle/report/check-text';
import { checkPart } from '../oracle/report/html/view/check-view';
import { explanationPart } from '../oracle/report/html/view/scenarios-view';
import { replayText } from '../oracle/report/replay-text';
import { SCOPES } from '../oracle/scope/scopes';
import { ExitCode } from './exit-code';
import { vectorFiles } from './golden-files';
import { HtmlFile, htmlOption } from './html-file';
import { interruptible } from './interruptible';
import { seedOf, sidesOption, wholeNumber } from './options';
import { ProgressLine, terminalStyle } from './terminal';

const DEFAULT_RUNS = 1_000_000;

interface Arguments extends Omit<CheckOptions, 'vectors' | 'seed' | 'scope'> {
  readonly scope: string;
  readonly seed?: number;
  readonly vectors?: readonly string[] | false;
  readonly path?: string;
  readonly json?: true;
  readonly html?: string;
}

/** `hmm-pfn check` */
export function checkCommand(): Command {
  return new Command('check')
    .description(
      'Hold the sides to the kernel’s own results; then, on every scenario of a scope and on random ' +
        'address spaces, to each other and to the contract that drivers rely on.',
    )
    .addOption(
      new Option(
        '--scope <number>',
        'judge every scenario of a bounded scope: 1 takes a second, 2 some ten seconds, 3 minutes',
      )
        .choices(['0', '1', '2', '3'])
        .default('1'),
    )
    .option('--runs <count>', 'how many random scenarios', wholeNumber(0), DEFAULT_RUNS)
    .option(
      '--seed <number>',
      'where the random scenarios begin (default: a random one; 1 in CI)',
      wholeNumber(0),
    )
    .addOption(
      new Option('--profile <name>', 'how large the random scenarios are')
        .choices(PROFILES)
        .default('mixed'),
    )
    .option(
      '--path <path>',
      'judge one scenario only, by the path that a report gave (a random one needs its --seed)',
      pathArgument,
    )
    .option(
      '--vectors <files...>',
      'results to hold the sides to, JSON Lines, plain or gzip (default: the golden ones)',
    )
    .option('--no-vectors', 'random scenarios only')
    .addOption(sidesOption())
    .option('--json', 'one JSON object instead of text')
    .addOption(htmlOption())
    .action(runCheck);
}

async function runCheck(given: Arguments, command: Command): Promise<void> {
  const { path, json, sides, profile } = given;
  const page = HtmlFile.open(given.html);
  if (path !== undefined) {
    if (given.seed === undefined && !path.includes('#')) {
      command.error("error: option '--path' of a random scenario needs '--seed'");
    }
    const replayed = replayPath(given.seed ?? 0, profile, path, sides);
    const style = terminalStyle(process.stdout);
    const text = json ? JSON.stringify(replayed) : replayText(replayed, style);
    process.stdout.write(`${text}\n`);
    page?.write([explanationPart(explainScenario(replayed.scenario, sides))]);
    process.exitCode = replayed.fresh.length > 0 ? ExitCode.found : ExitCode.clean;
    return;
  }
  const options: CheckOptions = {
    sides,
    profile,
    scope: SCOPES.find((scope) => String(scope) === given.scope) ?? 0,
    runs: given.runs,
    seed: seedOf(given.seed),
    vectors: vectorFiles(given.vectors),
  };
  if (!json) process.stdout.write(`${checkHeader(options)}\n\n`);
  const report = await interruptible((signal) => {
    const line = new ProgressLine(process.stderr);
    return check(options, line.show, signal).finally(line.clear);
  });
  const text = json ? JSON.stringify(report) : checkText(report, terminalStyle(process.stdout));
  process.stdout.write(`${text}\n`);
  page?.write([checkPart(explainCheck(report))]);
  if (!isClean(report)) process.exitCode = ExitCode.found;
  else process.exitCode = report.interrupted ? ExitCode.interrupted : ExitCode.clean;
}

function pathArgument(text: string): string {
  if (/^([a-z0-9-]+#)?\d+(:\d+)*$/.test(text)) return text;
  const expected = 'NUMBER or FAMILY#NUMBER, then :STEP any number of times';
  throw new InvalidArgumentError(`expected ${expected}, got ${text}.`);
}
