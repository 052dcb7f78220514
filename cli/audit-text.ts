// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { auditPatch } from '../audit/text/audit-patch';
import { auditSource } from '../audit/text/audit-source';
import { type TextReport, verdictOfText } from '../audit/text/finding';
import { textDocument } from '../report/audit-text/document';
import { textPart } from '../report/audit-text/html';
import { findingsText } from '../report/audit-text/text';
import { exitWith } from './exit-with';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  runFacts,
  withReports,
} from './report-files';
import { ProgressLine, terminalStyle } from './terminal';

interface Arguments extends ReportArguments {
  readonly html?: string;
}

/** `hmm-pfn audit patch` */
export function auditPatchCommand(): Command {
  const command = new Command('patch')
    .description(
      'Check a port as text: a unified diff, a mail or an mbox with patches (also quoted-printable ' +
        'and base64), or a review that quotes one.',
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
    .description(
      'Check C files of a driver, ported or not, or documentation. In a folder, the C files that use ' +
        'hmm and the pages (.rst) that name its interface are read, recursively; other files that ' +
        'name it, and those that cannot be read, are listed.',
    )
    .argument('<files...>', 'the files and folders to read, plain or gzip; - is standard input')
    .action((files: readonly string[], given: Arguments, source: Command) =>
      show(() => auditSources(files), given, source),
    );
  return withOutputs(command);
}

function withOutputs(command: Command): Command {
  return withReports(command)
    .addOption(new Option('--json', 'print one JSON object instead of text').conflicts('sarif'))
    .addOption(new Option('--sarif', 'print SARIF 2.1.0 instead of text'))
    .addOption(htmlOption())
    .addHelpText(
      'after',
      [
        '',
        'A finding is a bug (wrong whatever the surrounding code does), suspicious (wrong unless',
        'code that is not visible here makes it right), or a note. All are listed; only bugs fail.',
        '',
        'Exit codes: 0 no bug in what was read; 1 a bug; 2 bad usage or input, no hmm code was read, or no',
        'bug was found but some of the input could not be read; 70 a defect in hmm-pfn itself.',
      ].join('\n'),
    );
}

/** With progress: a kernel tree has tens of thousands of files. */
async function auditSources(files: readonly string[]): Promise<TextReport> {
  const line = new ProgressLine(process.stderr);
  try {
    return await auditSource(files, line.show);
  } finally {
    line.clear();
  }
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
  const exitCode = exitWith(verdictOfText(report));
  reports.write(() => textDocument(report, runFacts(command, null, exitCode)));
  page?.write([textPart(report)]);
}
