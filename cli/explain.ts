// SPDX-License-Identifier: GPL-2.0-or-later
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { choose } from '../oracle/explain/choose';
import { explain } from '../oracle/explain/explain';
import type { Explanation } from '../oracle/explain/explanation';
import { explainText } from '../oracle/report/explain-text';
import { explanationPart } from '../oracle/report/html/view/scenarios-view';
import { Runner } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side';
import { ExitCode } from './exit-code';
import { HtmlFile, htmlOption } from './html-file';
import { sidesOption, wholeNumber } from './options';
import { terminalStyle } from './terminal';

/** What an explanation takes where nobody says how wide it may be, and the least that it needs. */
const WIDTH = 100;
const LEAST_WIDTH = 80;

interface Arguments {
  readonly sides: readonly SideName[];
  readonly id?: string;
  readonly line?: number;
  readonly json?: true;
  readonly html?: string;
}

/** `hmm-pfn explain` */
export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Explain one scenario: the address space drawn, what each side did step by step, both ' +
        'arrays word by word, the verdict and its known cause.',
    )
    .argument(
      '<file|id>',
      'a scenario file (- is standard input), or the id of a known difference, of a broken ' +
        'promise, or of a golden vector (small-1-00017)',
    )
    .option('--id <name>', 'the scenario of this id, of a file that holds many')
    .option('--line <number>', 'the scenario at this line of the file', wholeNumber(1))
    .addOption(sidesOption())
    .option('--json', 'one JSON object instead of text')
    .addOption(htmlOption())
    .action(runExplain);
}

async function runExplain(target: string, given: Arguments): Promise<void> {
  const { id, line, sides, json } = given;
  const page = HtmlFile.open(given.html);
  const fixtures = relative('.', join(__dirname, '..', 'fixtures'));
  const chosen = await choose(target, { id, line }, fixtures);
  if (chosen.more) {
    process.stderr.write(
      `hmm-pfn: ${chosen.file} holds more scenarios; this is the first (--id or --line choose)\n`,
    );
  }
  const explanation = explain(chosen, Runner.of(sides));
  const layout = { width: width(process.stdout), style: terminalStyle(process.stdout) };
  const text = json ? JSON.stringify(explanation) : explainText(explanation, layout);
  process.stdout.write(`${text}\n`);
  page?.write([explanationPart(explanation)]);
  process.exitCode = hasNews(explanation) ? ExitCode.found : ExitCode.clean;
}

function width({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY ? Math.max(columns, LEAST_WIDTH) : WIDTH;
}

/** Whether it shows what nothing known explains, or a result that is not the expected one. */
function hasNews({ fresh, sides }: Explanation): boolean {
  return fresh.length > 0 || sides.some(({ expected }) => expected?.agrees === false);
}
