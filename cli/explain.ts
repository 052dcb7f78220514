// SPDX-License-Identifier: GPL-2.0-or-later
import { relative } from 'node:path';
import { Command } from 'commander';
import { choose } from '../oracle/explain/choose';
import { explain } from '../oracle/explain/explain';
import type { Explanation } from '../oracle/explain/explanation';
import type { ExplainedExternal } from '../oracle/external/explained';
import { packageFile } from '../oracle/package/files';
import { lazy } from '../oracle/package/lazy';
import { Runner } from '../oracle/run/runner';
import { isModel, type SideName } from '../oracle/run/side-names';
import { printable } from '../oracle/scenario/printable';
import { unfollowed } from '../oracle/scenario/scenario';
import type { RunFacts } from '../report/machine/report';
import { explainText } from '../report/text/explain/explain-text';
import type { TreeNote } from '../tree/side/noted';
import { ExitCode } from './exit-code';
import { addExternalSides, type ExternalArguments, withExternalSides } from './external-sides';
import type { NotedByTrees } from './noted-by-trees';
import { sidesOrTreesOption, wholeNumber } from './options';
import { say } from './print';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  runFacts,
  withReports,
} from './report-files';
import { terminalStyle } from './terminal';
import { type TreeArguments, treeOptions, withTrees } from './trees';

/** What only some command lines ask for. */
const minimal = lazy((): typeof import('../oracle/check/minimal') =>
  require('../oracle/check/minimal'),
);
const externalSides = lazy((): typeof import('./explain-external') =>
  require('./explain-external'),
);
const documents = lazy((): typeof import('../report/machine/schema/explain') =>
  require('../report/machine/schema/explain'),
);
const pages = lazy((): typeof import('../report/html/view/scenarios-view') =>
  require('../report/html/view/scenarios-view'),
);

/** What an explanation takes where nobody says how wide it may be, and the least that it needs. */
const WIDTH = 100;
const LEAST_WIDTH = 80;

interface Arguments extends ReportArguments, TreeArguments, ExternalArguments {
  readonly id?: string;
  readonly line?: number;
  readonly html?: string;
}

/** `hmm-pfn explain` */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description(
      'Explain one scenario: a drawing of the address space, what each side did step by step, both ' +
        'arrays word by word, the verdict and its known cause.',
    )
    .argument(
      '<file|id>',
      'a scenario file, or the counterexample that fast-check printed (- is standard input); or the ' +
        'id of a known difference, of a contract violation, or of a golden vector (small-1-00017)',
    )
    .option('--id <name>', 'the scenario with this id, in a file that holds several')
    .option('--line <number>', 'the scenario on this line of the file', wholeNumber(1))
    .addOption(sidesOrTreesOption());
  addExternalSides(command)
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .action((target: string, given: Arguments, self: Command) =>
      withTrees(
        given,
        self,
        (sides, noted) => runExplain(target, given, { named: sides, noted }, self),
        true,
      ),
    );
  for (const option of treeOptions()) command.addOption(option);
  return withReports(command);
}

async function runExplain(
  target: string,
  given: Arguments,
  { named, noted }: { readonly named: readonly SideName[]; readonly noted: NotedByTrees },
  command: Command,
): Promise<void> {
  const { id, line } = given;
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  const fixtures = relative('.', packageFile('fixtures'));
  const onlyTrees = given.tree === undefined ? 'refused' : 'followed';
  const chosen = await choose(target, { id, line, onlyTrees }, fixtures);
  if (chosen.more) {
    const file = printable(chosen.file);
    say(`${file} holds more scenarios; this is the first (choose with --id or --line)`);
  }
  const anySides = given.tree === undefined && command.getOptionValueSource('sides') === 'default';
  const sides =
    anySides && chosen.entry
      ? minimal().sidesShowing(chosen.entry.id)
      : following(chosen, named, command);
  const wrong = noted.watch(chosen.scenario).map(({ tree, text }) => `${tree} ${text}`);
  const explanation = explain(chosen, Runner.of(sides));
  const layout = { width: width(process.stdout), style: terminalStyle(process.stdout) };
  const { externals, lines: beside } = await withExternalSides(given, (opened) =>
    opened.length === 0
      ? { externals: [], lines: [] }
      : externalSides().explainedExternals(chosen.scenario, opened, layout.style),
  );
  reports.print(`${[explainText(explanation, layout, wrong), ...beside].join('\n')}\n`);
  const treeNotes = noted.list();
  const exitCode = exitCodeOf(explanation, externals, treeNotes);
  if (exitCode === ExitCode.badInput)
    say('a side that was named was not compared: this is not a pass');
  const facts = runFacts(command, null, exitCode);
  reports.write(() => documents().explainDocument(explanation, facts, externals, treeNotes));
  page?.write([pages().explanationPart(explanation)]);
  process.exitCode = exitCode;
}

/** What no model follows: unless sides were named, only the trees do. */
function following(
  { scenario }: Pick<Awaited<ReturnType<typeof choose>>, 'scenario'>,
  named: readonly SideName[],
  command: Command,
): readonly SideName[] {
  const isDefault = command.getOptionValueSource('sides') === 'default';
  const beyond = unfollowed(scenario.mm);
  if (beyond === undefined || !isDefault) return named;
  say(`${beyond.happens}, which no model follows: only trees are run`);
  return named.filter((side) => !isModel(side));
}

function width({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY ? Math.max(columns, LEAST_WIDTH) : WIDTH;
}

/** A side that was named and could not be compared is no pass. */
function exitCodeOf(
  explanation: Explanation,
  externals: readonly ExplainedExternal[],
  treeNotes: readonly TreeNote[],
): RunFacts['exitCode'] {
  const isOther = externals.some(({ verdict }) => verdict === 'other' || verdict === 'failed');
  const isNoted = treeNotes.some(({ known }) => known === null);
  if (hasNews(explanation) || isOther || isNoted) return ExitCode.found;
  const isLeftOut =
    externals.some(({ verdict }) => verdict === 'none') || leavesOutTree(explanation);
  return isLeftOut ? ExitCode.badInput : ExitCode.clean;
}

/** Whether a tree could be compared with none of its neighbours. */
function leavesOutTree({ pairs }: Explanation): boolean {
  const treesOf = (of: typeof pairs): readonly SideName[] =>
    of.flatMap(({ left, right }) => [left, right]).filter((side) => !isModel(side));
  const compared = treesOf(pairs.filter(({ verdict }) => verdict !== 'incomparable'));
  return treesOf(pairs).some((tree) => !compared.includes(tree));
}

/** Whether it shows what nothing known explains, or a result that is not the expected one. */
function hasNews({ fresh, sides }: Explanation): boolean {
  return fresh.length > 0 || sides.some(({ expected }) => expected?.agrees === false);
}
