// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { auditC } from '../audit/c/audit-c';
import {
  DEVICE_ACCESSES,
  type DeviceAccess,
  type Disturbance,
  SCHEDULE_NAMES,
} from '../audit/c/circumstances';
import { writeExample } from '../audit/c/example';
import { type AuditCOptions, verdictOfAuditC } from '../audit/c/report';
import { sidesFor } from '../audit/c/sides';
import { type CutRequest, cutPlace } from '../audit/cut/cut-unit';
import { adapterSkeleton } from '../audit/cut/skeleton';
import { explainMinimal, explainPlaces } from '../oracle/check/explained';
import { unlessInterrupted } from '../oracle/child/interrupted';
import { COMMAND } from '../oracle/package/command';
import { InputError } from '../oracle/scenario/input-error';
import { printable } from '../oracle/scenario/printable';
import { RELEASE_SPAN } from '../oracle/scenario/sides';
import { SCOPES } from '../oracle/scope/scopes';
import { auditCPart } from '../report/html/view/audit-c-view';
import { auditCDocument } from '../report/machine/schema/audit-c';
import { auditCHeader, auditCText, buildText } from '../report/text/audit-c-text';
import type { OpenedTree } from '../tree/side/types';
import { EXIT_CODE_HELP, ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import { vectorFiles } from './golden-files';
import { HtmlFile, htmlOption } from './html-file';
import { interruptible } from './interruptible';
import type { NotedByTrees } from './noted-by-trees';
import { placeName, seedOf, wholeNumber } from './options';
import { printCode, printText, say } from './print';
import { refuseOthers } from './refuse-others';
import { type ReportArguments, ReportFiles, runFacts } from './report-files';
import { withReports } from './report-option';
import { ProgressLine, terminalStyle } from './terminal';
import { type OpenTreeArguments, treeOption, withOpenTrees } from './trees';

const DEFAULT_RUNS = 50_000;
/** The options of which an adapter is made. */
const SKELETON_TAKES = ['adapterSkeleton', 'file', 'treeDir', 'function'];

interface Arguments extends ReportArguments, Pick<OpenTreeArguments, 'tree'> {
  readonly before?: string;
  readonly after?: string;
  readonly on?: string;
  readonly beforeOn?: string;
  readonly schedule?: Disturbance;
  readonly access?: DeviceAccess;
  readonly adapter?: string;
  readonly function?: readonly string[];
  readonly file?: string;
  readonly treeDir?: string;
  readonly adapterSkeleton?: string;
  readonly init?: string;
  readonly scenario?: string;
  readonly vectors?: readonly string[] | false;
  readonly scope: string;
  readonly runs: number;
  readonly seed?: number;
  readonly timeout: number;
  readonly compileTimeout: number;
  readonly cc?: string;
  readonly cflags: string;
  readonly keep?: string;
  readonly html?: string;
}

/** `hmm-pfn audit c` */
export function auditCCommand(): Command {
  const command = new Command('c')
    .description(
      'Compile a driver’s own C code, run it on range faults in many address spaces, and judge what ' +
        'the device gets: by itself, or compared with the code before a port.',
    )
    .option('--after <file>', 'the code for HMM_PFN_* (from 5.8 on)')
    .option(
      '--before <file>',
      'the code to compare with: for the customizable format (until 5.7), unless --before-on is given',
    )
    .option(
      '--on <side>',
      `whose range fault the code calls: a release (${RELEASE_SPAN}) or a tree by its name (default: the ` +
        'latest release; 5.8 with --before)',
    )
    .option(
      '--before-on <side>',
      'whose range fault the code before calls, if of the fixed format or of a tree',
    )
    .addOption(treeOption(', with --on or --before-on, or both'))
    .addOption(
      new Option('--schedule <name>', 'without --before: only this one').choices(SCHEDULE_NAMES),
    )
    .addOption(
      new Option('--access <name>', 'without --before: how the device accesses the range').choices(
        DEVICE_ACCESSES,
      ),
    )
    .option(
      '--adapter <file>',
      'C code that calls the driver’s functions and reports their results',
    )
    .option(
      '--file <path>',
      'instead of --after: a file of a kernel tree, out of which --function is cut with what it needs',
    )
    .option('--tree-dir <folder>', 'with --file: the tree (default: the one around the file)')
    .option(
      '--function <names...>',
      'with --file: what is cut; without an adapter: the function, or OLD,NEW, that converts',
    )
    .option(
      '--adapter-skeleton <file>',
      'with --file and --function: write an adapter as far as it can be made (- is standard output)',
      placeName,
    )
    .option(
      '--init <folder>',
      'write an example that runs as is, with a commented adapter',
      placeName,
    )
    .option('--scenario <file>', 'run only the scenarios in this file (- is standard input)')
    .option(
      '--vectors <files...>',
      'address spaces to run: JSON Lines, plain or gzip (default: the golden vectors)',
    )
    .option('--no-vectors', 'run no vectors')
    .addOption(
      new Option('--scope <number>', 'run every scenario of a bounded scope')
        .choices(['0', '1', '2', '3'])
        .default('1'),
    )
    .option('--runs <count>', 'number of random scenarios', wholeNumber(0), DEFAULT_RUNS)
    .option('--seed <number>', 'their seed (default: random; 1 in CI)', wholeNumber(0))
    .option('--timeout <milliseconds>', 'CPU time limit for one conversion', wholeNumber(10), 200)
    .option('--compile-timeout <seconds>', 'time limit for compiling one file', wholeNumber(1), 30)
    .option('--cc <command>', 'the C compiler (default: $CC, cc, gcc or clang)')
    .option('--cflags <flags>', 'additional compiler flags for the driver’s code', '')
    .option('--keep <folder>', 'build in this folder and keep it', placeName)
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action(runAuditC);
  return withReports(command);
}

async function runAuditC(given: Arguments, command: Command): Promise<void> {
  if (given.init !== undefined) {
    refuseOthers(command, '--init', ['init']);
    writeInit(given.init);
    return;
  }
  const { before, adapterSkeleton: to } = given;
  if (to !== undefined) return writeSkeleton(given, to, command);
  const cut = cutOf(given, command);
  const after = cut?.file ?? given.after;
  if (after === undefined) {
    return command.error("error: 'audit c' needs '--after', '--file' or '--init'");
  }
  if (before === undefined && given.beforeOn !== undefined) {
    return command.error("error: '--before-on' needs '--before'");
  }
  if (before !== undefined && (given.schedule ?? given.access) !== undefined) {
    return command.error("error: '--schedule' and '--access' are for code without '--before'");
  }
  await withOpenTrees(given, command, (trees, noted) => {
    const options = optionsOf(given, before, after, cut, trees);
    const { before: old, after: now } = options.sides;
    const unused = trees.find(({ name }) => name !== now && (before === undefined || name !== old));
    if (unused === undefined) return audit(given, options, command, noted);
    return command.error(`error: nothing runs on the tree ${unused.name}: name it with '--on'`);
  });
}

async function audit(
  given: Arguments,
  options: AuditCOptions,
  command: Command,
  noted: NotedByTrees,
): Promise<void> {
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  const print = (text: string): void => reports.print(`${text}\n`);
  print(auditCHeader(options));
  const line = new ProgressLine(process.stderr);
  const listener = {
    built: (build: Parameters<typeof buildText>[0]): void => print(`${buildText(build)}\n`),
    progress: line.show,
  };
  const report = await interruptible((signal) =>
    unlessInterrupted(auditC(options, listener, signal).finally(line.clear)),
  );
  if (report === undefined) {
    say('interrupted before anything was compared');
    process.exitCode = ExitCode.interrupted;
    return;
  }
  print(auditCText(report, terminalStyle(process.stdout)));
  const exitCode = exitWith(noted.judge(verdictOfAuditC(report)));
  reports.write(() => auditCDocument(report, runFacts(command, options.seed, exitCode)));
  page?.write([auditCPart(report, explainMinimal(report.known), explainPlaces)]);
}

function writeInit(folder: string): void {
  const [before, after, adapter] = writeExample(folder);
  printText(
    `Wrote ${before}, ${after}, ${adapter}. Run them with\n ` +
      `  ${COMMAND} audit c --before ${before} --after ${after} --adapter ${adapter}\n`,
  );
}

/** Writes an adapter as far as it can be made; a file that is there already is not replaced. */
async function writeSkeleton(given: Arguments, to: string, command: Command): Promise<void> {
  const { file, treeDir, function: functions, adapter } = given;
  if (file === undefined || functions === undefined) {
    return command.error("error: '--adapter-skeleton' needs '--file' and '--function'");
  }
  if (adapter !== undefined) {
    return command.error(
      "error: '--adapter-skeleton' makes an adapter, so '--adapter' is of no use",
    );
  }
  refuseOthers(command, '--adapter-skeleton', SKELETON_TAKES);
  const { text, open } = await adapterSkeleton({ ...cutPlace(file, treeDir), functions });
  if (to === '-') {
    printCode(text);
    return;
  }
  writeNewFile(to, text);
  const rest = open.map((what) => `  - ${what}\n`).join('');
  const left = open.length === 0 ? 'Nothing is left to write.\n' : `To write by hand:\n${rest}`;
  printText(`Wrote ${printable(to)}. ${left}`);
}

/** @throws InputError if it is there, or cannot be written. */
function writeNewFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const got = why === 'EEXIST' ? 'one that is there already' : why;
    throw new InputError({ file }, `expected a file that can be made, got ${got}`);
  }
}

/** What is cut out of a kernel tree, if anything. */
function cutOf(given: Arguments, command: Command): CutRequest | undefined {
  const { file, treeDir, after, adapter } = given;
  if (file === undefined) {
    if (treeDir === undefined) return undefined;
    return command.error("error: '--tree-dir' needs '--file'");
  }
  if (after !== undefined) return command.error("error: '--file' takes the place of '--after'");
  if (given.function === undefined) return command.error("error: '--file' needs '--function'");
  if (adapter === undefined) return command.error("error: '--file' needs '--adapter'");
  return { ...cutPlace(file, treeDir), functions: given.function };
}

function optionsOf(
  given: Arguments,
  before: string | undefined,
  after: string,
  cut: CutRequest | undefined,
  trees: readonly OpenedTree[],
): AuditCOptions {
  const { scenario, adapter, cc, timeout, compileTimeout, keep, on, beforeOn } = given;
  const { schedule, access } = given;
  const only = scenario !== undefined;
  return {
    ...{ before, after, cut, adapter, cc, timeout, compileTimeout, keep },
    sides: sidesFor({ before, after, on, beforeOn }),
    trees: trees.map(({ name, folder }) => ({ name, folder })),
    circumstances: {
      ...(schedule === undefined ? {} : { schedule }),
      ...(access === undefined ? {} : { access }),
    },
    functions: adapter === undefined ? functionsOf(given.function) : undefined,
    cflags: given.cflags.split(/\s+/).filter((flag) => flag !== ''),
    vectors: only ? [scenario] : vectorFiles(given.vectors),
    scope: only ? 0 : (SCOPES.find((scope) => String(scope) === given.scope) ?? 0),
    runs: only ? 0 : given.runs,
    seed: seedOf(given.seed),
  };
}

function functionsOf(texts: readonly string[] | undefined): AuditCOptions['functions'] {
  if (texts === undefined) return undefined;
  const [before = '', after = before] = texts.join(' ').split(',');
  return { before, after };
}
