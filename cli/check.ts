// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { CANARIES } from '../oracle/check/canary-side';
import { type CheckOptions, check } from '../oracle/check/check';
import { defaultProfiles, FAST_CHECK } from '../oracle/check/options';
import { verdictOfCheck, withStored } from '../oracle/check/report';
import { interruptible } from '../oracle/child/ending-signals';
import { PROFILES } from '../oracle/generate/profiles';
import { lazy } from '../oracle/package/lazy';
import type { SideName } from '../oracle/run/side-names';
import type { Scope } from '../oracle/scope/scopes';
import { checkHeader, checkText } from '../report/text/check-text';
import {
  argumentProblem,
  type CheckArguments,
  canaryProblem,
  pathArgument,
  seedArgument,
} from './check-arguments';
import { EXIT_CODE_HELP } from './exit-code';
import { exitWith } from './exit-with';
import { addExternalSides, withExternalSides } from './external-sides';
import type { NotedByTrees } from './noted-by-trees';
import {
  everyCallOption,
  HELD_TO,
  jobCount,
  ONLY_COMPARED,
  placeName,
  seedOf,
  sidesOrTreesOption,
  vectorFiles,
  wholeNumber,
  withVectorOptions,
} from './options';
import { HtmlFile, htmlOption, ReportFiles, runFacts, withReports } from './report-files';
import { ProgressLine, terminalStyle } from './terminal';
import { racesOption, treeOptions, withTrees } from './trees';

/** What only some command lines ask for. */
const canaries = lazy((): typeof import('./check-canary') => require('./check-canary'));
const paths = lazy((): typeof import('./check-path') => require('./check-path'));
const scopes = lazy((): typeof import('../oracle/scope/scopes') =>
  require('../oracle/scope/scopes'),
);
const stores = lazy((): typeof import('../oracle/batch/failure-store') =>
  require('../oracle/batch/failure-store'),
);
const findings = lazy((): typeof import('../report/text/finding-text') =>
  require('../report/text/finding-text'),
);
const documents = lazy((): typeof import('../report/machine/schema/check') =>
  require('../report/machine/schema/check'),
);
const pages = lazy((): typeof import('./check-page') => require('./check-page'));

const DEFAULT_RUNS = 1_000_000;
const TREE_RUNS = 10_000;
/** The rarest canary shows in about a hundred of this many scenarios. */
const CANARY_RUNS = 20_000;
const CANARY_NAMES = CANARIES.map(({ name }) => name);

/** What it is given, with sides that there are. */
interface RunArguments extends Omit<CheckArguments, 'sides'> {
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
        'check every scenario of a bounded scope: 1 and 2 take seconds, 3 many minutes',
      )
        .choices(['0', '1', '2', '3'])
        .default('1'),
    )
    .addOption(everyCallOption())
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
    .option('--jobs <count>', 'threads (default: one for each processor)', jobCount)
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
    );
  withVectorOptions(command, HELD_TO, ONLY_COMPARED)
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
    .action((given: CheckArguments, self: Command) =>
      withTrees(given, self, (sides, noted) =>
        runCheck({ ...forTrees(given, self), sides, noted }, self),
      ),
    );
  for (const option of treeOptions()) command.addOption(option);
  command.addOption(racesOption());
  return withReports(command);
}

/** A tree runs in another process: what is done by the million for models takes hours there. */
function forTrees(given: CheckArguments, command: Command): CheckArguments {
  if (given.tree === undefined) return given;
  const isDefault = (name: string): boolean => command.getOptionValueSource(name) === 'default';
  return {
    ...given,
    runs: isDefault('runs') ? TREE_RUNS : given.runs,
    scope: isDefault('scope') ? '0' : given.scope,
  };
}

async function runCheck(given: RunArguments, command: Command): Promise<void> {
  const { path, sides } = given;
  const problem = argumentProblem(given) ?? canaryProblem(given, command);
  if (problem !== undefined) command.error(`error: ${problem}`);
  if (given.canary !== undefined) {
    const runs = command.getOptionValueSource('runs') === 'default' ? CANARY_RUNS : given.runs;
    return canaries().runCanary({ ...given, runs });
  }
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  if (path !== undefined) return paths().runPath({ ...given, path }, reports, page, command);
  const options: CheckOptions = {
    sides,
    ...randomOf(given, command),
    scope: scopeOf(given.scope),
    ...(given.everyCall === true && { everyCall: true }),
    seed: seedOf(given.seed),
    vectors: vectorFiles(given.vectors),
  };
  reports.print(`${checkHeader(options)}\n\n`);
  const store = given.store === undefined ? undefined : stores().FailureStore.open(given.store);
  const stored = store?.runAgain(sides) ?? [];
  const checked = await withExternalSides(given, (externals) =>
    interruptible((signal) => {
      const line = new ProgressLine(process.stderr);
      return check(options, line.show, signal, given.jobs, externals).finally(line.clear);
    }),
  );
  const report = withStored(checked, stored);
  store?.add(report.fresh, (finding) => findings().replayCommand(finding, options));
  reports.print(`${checkText(report, terminalStyle(process.stdout), given.noted.list())}\n`);
  const verdict = given.noted.judge(verdictOfCheck(report));
  const facts = runFacts(command, options.seed, exitWith(verdict));
  reports.write(() => documents().checkDocument(report, facts, verdict, given.noted.list()));
  page?.write([pages().checkPage(report)]);
}

/** The scope of this number; 0 is none. */
function scopeOf(number: string): Scope | 0 {
  if (number === '0') return 0;
  return scopes().SCOPES.find((scope) => String(scope) === number) ?? 0;
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
