// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import type { SideName } from '../oracle/run/side-names';
import type { VerdictKind } from '../oracle/verdict/verdict';
import { SAVED_TEXT } from '../report/audit-text/saved';
import { gatherFile } from '../report/gather/gather';
import { SAVED_REPORTS } from '../report/gather/saved-reports';
import type { PartView } from '../report/html/view/page-view';
import { EXIT_CODE_HELP, EXIT_CODES } from './exit-code';
import { sidesOption, wholeNumber } from './options';
import { say } from './print';
import { HtmlFile, pageName } from './report-files';

const KINDS = [...SAVED_REPORTS, SAVED_TEXT];
/** Nobody reads a page with more scenarios to its end. */
const SHOWN = 1000;

interface Arguments {
  readonly out: string;
  readonly sides: readonly SideName[];
  readonly limit: number;
}

/** `hmm-pfn report` */
export function reportCommand(): Command {
  return new Command('report')
    .description(
      'Make an HTML report from saved files: reports that check, explain or audit wrote with ' +
        '--report json, and scenarios in JSON or JSON Lines, plain or gzip, with or without results.',
    )
    .argument('<files...>', 'files to read; - is standard input')
    .requiredOption('--out <file>', 'the report: one self-contained HTML file', pageName)
    .option('--limit <count>', 'show at most this many scenarios of a file', wholeNumber(1), SHOWN)
    .addOption(sidesOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action(runReport);
}

async function runReport(
  files: readonly string[],
  { out, sides, limit }: Arguments,
): Promise<void> {
  const page = HtmlFile.open(out);
  const parts: PartView[] = [];
  for (const file of files) parts.push(...(await gatherFile(file, { sides, limit, kinds: KINDS })));
  page.write(parts, parts.length === 1 ? parts[0]?.title : 'hmm-pfn report');
  for (const { title, verdict } of parts) {
    if (verdict.kind === 'nothing-compared') {
      say(`${title}: ${verdict.text}`);
    }
  }
  process.exitCode = EXIT_CODES[gravest(parts)];
}

/** The verdict of the whole page: a finding outweighs the rest, then comes what was not compared. */
function gravest(parts: readonly PartView[]): VerdictKind {
  const kinds: readonly VerdictKind[] = ['found', 'nothing-compared', 'interrupted'];
  return kinds.find((kind) => parts.some(({ verdict }) => verdict.kind === kind)) ?? 'clean';
}
