// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { auditPatch } from '../audit/text/audit-patch';
import { auditSource } from '../audit/text/audit-source';
import { isCleanText, isDamaged, type TextReport } from '../audit/text/finding';
import { textDocument } from '../audit/text/report/document';
import { textPart } from '../audit/text/report/html';
import { findingsText } from '../audit/text/report/text';
import { ExitCode } from './exit-code';
import { HtmlFile, htmlOption } from './html-file';
import { type ReportArguments, ReportFiles, runFacts } from './report-files';
import { withReports } from './report-option';
import { terminalStyle } from './terminal';

interface Arguments extends ReportArguments {
  readonly html?: string;
}

/** `hmm-pfn audit patch` */
export function auditPatchCommand(): Command {
  const command = new Command('patch')
    .description(
      'Read a port as text: a unified diff, a mail or an mbox with patches (quoted-printable and ' +
        'base64, too), or a review that quotes one.',
    )
    .argument('<file>', 'the file to read, plain or gzip; - is standard input')
    .action((file: string, given: Arguments, patch: Command) =>
      show(() => auditPatch(file), given, patch),
    );
  return withOutputs(command);
}

/** `hmm-pfn audit source` */
export function auditSourceCommand(): Command {
  const command = new Command('source')
    .description('Read C files of a driver, ported or not, or documentation.')
    .argument('<files...>', 'the files to read, plain or gzip; - is standard input')
    .action((files: readonly string[], given: Arguments, source: Command) =>
      show(() => auditSource(files), given, source),
    );
  return withOutputs(command);
}

function withOutputs(command: Command): Command {
  return withReports(command)
    .addOption(new Option('--json', 'one JSON object instead of text').conflicts('sarif'))
    .addOption(new Option('--sarif', 'SARIF 2.1.0 instead of text'))
    .addOption(htmlOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing or only notes, 1 a bug or something suspicious, 2 bad usage or input.',
    );
}

async function show(
  audit: () => Promise<TextReport>,
  given: Arguments,
  command: Command,
): Promise<void> {
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  const report = await audit();
  reports.print(`${findingsText(report, terminalStyle(process.stdout))}\n`);
  const exitCode = exitCodeFor(report);
  reports.write(textDocument(report, runFacts(command, null, exitCode)));
  page?.write([textPart(report)]);
  process.exitCode = exitCode;
}

/** A patch with lines missing is bad input, whatever the rules say of the rest. */
function exitCodeFor(report: TextReport): 0 | 1 | 2 {
  if (!isCleanText(report)) return ExitCode.found;
  return isDamaged(report) ? ExitCode.badInput : ExitCode.clean;
}
