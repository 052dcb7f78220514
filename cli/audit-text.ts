// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { auditPatch } from '../audit/text/audit-patch';
import { auditSource } from '../audit/text/audit-source';
import { isCleanText, type TextReport } from '../audit/text/finding';
import { textPart } from '../audit/text/report/html';
import { sarifLog } from '../audit/text/report/sarif';
import { findingsText } from '../audit/text/report/text';
import { ExitCode } from './exit-code';
import { HtmlFile, htmlOption } from './html-file';
import { terminalStyle } from './terminal';

interface Arguments {
  readonly json?: true;
  readonly sarif?: true;
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
    .action((file: string, given: Arguments) => show(() => auditPatch(file), given));
  return withOutputs(command);
}

/** `hmm-pfn audit source` */
export function auditSourceCommand(): Command {
  const command = new Command('source')
    .description('Read C files of a driver, ported or not, or documentation.')
    .argument('<files...>', 'the files to read, plain or gzip; - is standard input')
    .action((files: readonly string[], given: Arguments) => show(() => auditSource(files), given));
  return withOutputs(command);
}

function withOutputs(command: Command): Command {
  return command
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
  { json, sarif, html }: Arguments,
): Promise<void> {
  const page = HtmlFile.open(html);
  const report = await audit();
  process.stdout.write(`${rendered(report, json, sarif)}\n`);
  page?.write([textPart(report)]);
  process.exitCode = isCleanText(report) ? ExitCode.clean : ExitCode.found;
}

function rendered(report: TextReport, json: true | undefined, sarif: true | undefined): string {
  if (json) return JSON.stringify(report);
  if (sarif) return JSON.stringify(sarifLog(report), null, 2);
  return findingsText(report, terminalStyle(process.stdout));
}
