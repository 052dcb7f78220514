// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { auditC } from '../audit/c/audit-c';
import { DEVICE_ACCESSES, SCHEDULE_NAMES } from '../audit/c/circumstances';
import { writeExample } from '../audit/c/example';
import { type AuditCOptions, verdictOfAuditC } from '../audit/c/report';
import { explainMinimal, explainPlaces } from '../oracle/check/explained';
import { interruptible } from '../oracle/child/ending-signals';
import { unlessInterrupted } from '../oracle/child/interrupted';
import { COMMAND } from '../oracle/package/command';
import { RELEASE_SPAN } from '../oracle/scenario/sides';
import { auditCPart } from '../report/html/view/audit-c-view';
import { auditCDocument } from '../report/machine/schema/audit-c';
import { auditCHeader, auditCText, buildText } from '../report/text/audit-c-text';
import { type AuditCArguments, cutOf, optionsOf } from './audit-c-options';
import { writeSkeleton } from './audit-c-skeleton';
import { EXIT_CODE_HELP, ExitCode } from './exit-code';
import { exitWith } from './exit-with';
import type { NotedByTrees } from './noted-by-trees';
import { addScenarioOptions, millisecondsLimit, placeName, secondsLimit } from './options';
import { printText, say } from './print';
import { refuseOthers } from './refuse-others';
import { HtmlFile, htmlOption, ReportFiles, runFacts, withReports } from './report-files';
import { ProgressLine, terminalStyle } from './terminal';
import { treeOption, withOpenTrees } from './trees';

const DEFAULT_RUNS = 50_000;

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
      '--headers <folders...>',
      'with --file: where headers are looked for that the tree does not have, for a driver outside of the kernel: ' +
        'a kernel tree, or a folder of headers',
    )
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
    );
  addScenarioOptions(command, DEFAULT_RUNS)
    .option(
      '--timeout <milliseconds>',
      'CPU time limit for one conversion',
      millisecondsLimit(10),
      200,
    )
    .option('--compile-timeout <seconds>', 'time limit for compiling one file', secondsLimit, 30)
    .option('--cc <command>', 'the C compiler (default: $CC, cc, gcc or clang)')
    .option('--cflags <flags>', 'additional compiler flags for the driver’s code', '')
    .option('--keep <folder>', 'build in this folder and keep it', placeName)
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action(runAuditC);
  return withReports(command);
}

async function runAuditC(given: AuditCArguments, command: Command): Promise<void> {
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
  given: AuditCArguments,
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
