// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, InvalidArgumentError, Option } from 'commander';
import { withStored } from '../oracle/batch/campaign-report';
import { FailureStore } from '../oracle/batch/failure-store';
import { CANARIES, canaryOf, checkCanary, verdictOfCanary } from '../oracle/check/canary';
import { type CheckOptions, check } from '../oracle/check/check';
import { defaultProfiles } from '../oracle/check/default-profiles';
import { explainCheck, explainScenario } from '../oracle/check/explained';
import { replayPath, verdictOfReplay } from '../oracle/check/replay';
import { verdictOfCheck } from '../oracle/check/report';
import { FAST_CHECK } from '../oracle/generate/fast-check-path';
import { PROFILES } from '../oracle/generate/generate';
import type { SideName } from '../oracle/run/side';
import { SCOPES } from '../oracle/scope/scopes';
import { checkPart } from '../report/html/view/check-view';
import { explanationPart } from '../report/html/view/scenarios-view';
import { checkDocument, replayDocument } from '../report/machine/schema/check';
import { canaryText } from '../report/text/canary-text';
import { checkHeader, checkText, replayCommand } from '../report/text/check-text';
import { replayText } from '../report/text/replay-text';
import { EXIT_CODE_HELP } from './exit-code';
import { exitWith } from './exit-with';
import { addExternalSides, type ExternalArguments, withExternalSides } from './external-sides';
import { vectorFiles } from './golden-files';
import { HtmlFile, htmlOption } from './html-file';
import { interruptible } from './interruptible';
import { placeName, seedOf, sidesOrTreesOption, wholeNumber } from './options';
import { printText, say } from './print';
import { type ReportArguments, ReportFiles, runFacts } from './report-files';
import { withReports } from './report-option';
import { ProgressLine, terminalStyle } from './terminal';
import { type NotedByTrees, type TreeArguments, treeOptions, withTrees } from './trees';

const DEFAULT_RUNS = 1_000_000;
const TREE_RUNS = 10_000;
/** The rarest canary shows in about a hundred of this many scenarios. */
const CANARY_RUNS = 20_000;
const CANARY_NAMES = CANARIES.map(({ name }) => name);

interface Arguments
  extends Omit<CheckOptions, 'vectors' | 'seed' | 'scope' | 'sides' | 'further'>,
    ReportArguments,
    TreeArguments,
    ExternalArguments {
  readonly scope: string;
  readonly seed?: number | 'auto';
  readonly jobs?: number;
  readonly store?: string;
  readonly vectors?: readonly string[] | false;
  readonly path?: string;
  readonly html?: string;
  readonly canary?: string | true;
}

/** The same, with sides that there are. */
interface RunArguments extends Omit<Arguments, 'sides'> {
  readonly sides: readonly SideName[];
  readonly noted: NotedByTrees;
}

/** `hmm-pfn check` */
export function checkCommand(): Command {
  const command = new Command('check')
    .description(
      'Check each model against results measured from kernel code; then, on every scenario of a scope ' +
        'and on random address spaces, against each other and against the contract that drivers rely on.',
    )
    .addOption(
      new Option(
        '--scope <number>',
        'check every scenario of a bounded scope: 1 takes seconds, 2 up to a minute, 3 many minutes',
      )
        .choices(['0', '1', '2', '3'])
        .default('1'),
    )
    .addOption(
      new Option('--runs <count>', 'number of random scenarios of each profile')
        .argParser(wholeNumber(0))
        .default(DEFAULT_RUNS, `${DEFAULT_RUNS} of all profiles together`),
    )
    .option(
      '--seed <number>',
      'seed of the random scenarios; auto: a random one, in CI, too (default: random; 1 in CI)',
      seedArgument,
    )
    .option('--jobs <count>', 'threads (default: one for each processor)', wholeNumber(1))
    .option(
      '--store <folder>',
      'run the failures that are stored there first, and store new ones (docs/campaigns.md)',
      placeName,
    )
    .addOption(
      new Option(
        '--profile <name>',
        'size of the random scenarios; recent: all that hmm-scenario/2 added, too; unlocked: calls of ' +
          'hmm_range_fault_unlocked_timeout()',
      )
        .choices(PROFILES)
        .default(
          'mixed',
          'mixed; recent, too, if a side is of a release after 5.8; unlocked, too, if every side has that call',
        ),
    )
    .option(
      '--path <path>',
      'check only the scenario at a path printed in a report (a random one also needs its --seed); ' +
        `or at ${FAST_CHECK}PATH, with the seed and path that fast-check printed`,
      pathArgument,
    )
    .option(
      '--vectors <files...>',
      'results to check the sides against: JSON Lines, plain or gzip (default: the golden vectors)',
    )
    .option('--no-vectors', 'compare the sides only with each other')
    .addOption(
      new Option(
        '--canary [name]',
        'plant one wrong decision in the last side, which must be reported: exit code 0 if it is, ' +
          `1 if this check is blind (one of ${CANARY_NAMES.join(', ')}; default: chosen by the seed); ` +
          `random scenarios only, ${CANARY_RUNS} by default`,
      ).choices(CANARY_NAMES),
    )
    .addOption(sidesOrTreesOption());
  addExternalSides(command)
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action((given: Arguments, self: Command) =>
      withTrees(given, self, (sides, noted) =>
        runCheck({ ...forTrees(given, self), sides, noted }, self),
      ),
    );
  for (const option of treeOptions()) command.addOption(option);
  return withReports(command);
}

/** A tree runs in another process: what is done by the million for models takes hours there. */
function forTrees(given: Arguments, command: Command): Arguments {
  if (given.tree === undefined) return given;
  const isDefault = (name: string): boolean => command.getOptionValueSource(name) === 'default';
  return {
    ...given,
    runs: isDefault('runs') ? TREE_RUNS : given.runs,
    scope: isDefault('scope') ? '0' : given.scope,
  };
}

async function runCheck(given: RunArguments, command: Command): Promise<void> {
  const { path, sides, profile } = given;
  const problem = argumentProblem(given) ?? canaryProblem(given, command);
  if (problem !== undefined) command.error(`error: ${problem}`);
  if (given.canary !== undefined) return runCanary(given, command);
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  if (path !== undefined) {
    const seed = given.seed === 'auto' ? undefined : given.seed;
    const replayed = replayPath(seed ?? 0, profile, path, sides);
    reports.print(`${replayText(replayed, terminalStyle(process.stdout))}\n`);
    if (replayed.fresh.length === 0 && !path.includes('#')) say(otherPathHint(path));
    const verdict = given.noted.judge(verdictOfReplay(replayed));
    const facts = runFacts(command, seed ?? null, exitWith(verdict));
    reports.write(replayDocument(replayed, facts, verdict, given.noted.list()));
    page?.write([explanationPart(explainScenario(replayed.scenario, sides))]);
    return;
  }
  const options: CheckOptions = {
    sides,
    ...randomOf(given, command),
    scope: SCOPES.find((scope) => String(scope) === given.scope) ?? 0,
    seed: seedOf(given.seed),
    vectors: vectorFiles(given.vectors),
  };
  reports.print(`${checkHeader(options)}\n\n`);
  const store = given.store === undefined ? undefined : FailureStore.open(given.store);
  const stored = store?.runAgain(sides) ?? [];
  const checked = await withExternalSides(given, (externals) =>
    interruptible((signal) => {
      const line = new ProgressLine(process.stderr);
      return check(options, line.show, signal, given.jobs, externals).finally(line.clear);
    }),
  );
  const report = withStored(checked, stored);
  store?.add(report.fresh, (finding) => replayCommand(finding, options));
  reports.print(`${checkText(report, terminalStyle(process.stdout))}\n`);
  const verdict = given.noted.judge(verdictOfCheck(report));
  const facts = runFacts(command, options.seed, exitWith(verdict));
  reports.write(checkDocument(report, facts, verdict, given.noted.list()));
  page?.write([checkPart(explainCheck(report))]);
}

/** The profiles of the random scenarios, and how many each has: as many in all, unless a number is named. */
function randomOf(
  { sides, profile, runs }: RunArguments,
  command: Command,
): Pick<CheckOptions, 'profile' | 'further' | 'runs'> {
  const isDefault = (name: string): boolean => command.getOptionValueSource(name) === 'default';
  if (!isDefault('profile')) return { profile, runs };
  const [first, ...further] = defaultProfiles(sides);
  if (further.length === 0) return { profile: first, runs };
  const each = isDefault('runs') ? Math.ceil(runs / (1 + further.length)) : runs;
  return { profile: first, further, runs: each };
}

/** `check --canary`: whether a planted mistake is detected. */
async function runCanary(given: RunArguments, command: Command): Promise<void> {
  const { sides, profile, canary: name } = given;
  const runs = command.getOptionValueSource('runs') === 'default' ? CANARY_RUNS : given.runs;
  const options = { sides, profile, runs, seed: seedOf(given.seed) };
  const canary = CANARIES.find((one) => one.name === name) ?? canaryOf(options.seed);
  const report = await interruptible((signal) => {
    const line = new ProgressLine(process.stderr);
    return checkCanary(options, canary, line.show, signal).finally(line.clear);
  });
  printText(`${canaryText(report, terminalStyle(process.stdout))}\n`);
  exitWith(verdictOfCanary(report));
}

/** What cannot be combined with --canary. */
function canaryProblem({ canary }: Arguments, command: Command): string | undefined {
  if (canary === undefined) return undefined;
  const others = [
    ...['path', 'scope', 'vectors', 'json', 'html', 'report'],
    ...['side', 'results', 'store', 'jobs'],
  ];
  const given = others.find((name) => command.getOptionValueSource(name) === 'cli');
  return given === undefined
    ? undefined
    : `option '--canary' can only be combined with --sides, --seed, --runs and --profile, got --${given}`;
}

function pathArgument(text: string): string {
  if (/^([a-z0-9-]+#)?\d+(:\d+)*$/.test(text)) return text;
  const expected = `NUMBER, FAMILY#NUMBER or ${FAST_CHECK}NUMBER, then :STEP any number of times`;
  throw new InvalidArgumentError(`expected ${expected}, got ${text}.`);
}

/** Seeds of fast-check are signed. */
function seedArgument(text: string): number | 'auto' {
  if (text === 'auto') return text;
  return /^-\d+$/.test(text) ? -wholeNumber(0)(text.slice(1)) : wholeNumber(0)(text);
}

/** What is wrong with the combination of --seed and --path, if anything. */
function argumentProblem({
  seed,
  path,
  side,
  results,
  store,
  tree,
}: Arguments): string | undefined {
  if (path !== undefined && (side !== undefined || results !== undefined)) {
    return "option '--path' cannot be combined with sides from outside: explain shows them one scenario";
  }
  const isFastCheck = path?.startsWith(FAST_CHECK) === true;
  if (path !== undefined && seed === undefined && (isFastCheck || !path.includes('#'))) {
    return "option '--path' of a random scenario needs '--seed'";
  }
  if (tree !== undefined && store !== undefined) {
    return "option '--store' keeps failures of models, and cannot be used with '--tree'";
  }
  if (seed === 'auto') {
    return path === undefined ? undefined : "option '--path' needs the '--seed' that was printed";
  }
  if (seed === undefined || seed >= 0 || isFastCheck) return undefined;
  const how = path === undefined ? '' : `: --path ${FAST_CHECK}${path} replays what it found`;
  return `option '--seed' expected a whole number of at least 0, got ${seed}; only fast-check has negative seeds${how}`;
}

/** A path of fast-check looks like one of this command, but names a different scenario. */
function otherPathHint(path: string): string {
  return (
    `no unexplained difference in scenario ${path} of this command's own generator; if ` +
    `fast-check printed this seed and path, they mean another scenario: --path ${FAST_CHECK}${path}`
  );
}
