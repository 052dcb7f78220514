// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { campaignReport } from '../oracle/batch/campaign-report';
import { causesIn } from '../oracle/batch/campaign-state';
import { engineUrl } from '../oracle/batch/engine-url';
import { FailureStore } from '../oracle/batch/failure-store';
import { Journal } from '../oracle/batch/journal';
import {
  type CampaignRun,
  type Keeper,
  memoryKeeper,
  runChunkedCampaign,
} from '../oracle/batch/run-campaign';
import { type CampaignShard, shardName } from '../oracle/batch/shard';
import { isShardFile, shardText } from '../oracle/batch/shard-file';
import { type CampaignSpec, campaignId } from '../oracle/batch/spec';
import { withStored } from '../oracle/check/report';
import { interruptible } from '../oracle/child/ending-signals';
import { type Engine, localEngine } from '../oracle/chunk/engine';
import { PlannedChunks } from '../oracle/chunk/plan';
import { defaultJobs } from '../oracle/package/jobs';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { campaignHeader, commandText } from '../report/text/campaign-text';
import { replayCommand } from '../report/text/finding-text';
import { writeCampaignReport } from './campaign-output';
import { askedSpec, specArguments, withSpecOptions } from './campaign-spec';
import { EXIT_CODE_HELP, EXIT_CODES, ExitCode } from './exit-code';
import { duration, jobCount, placeName, shardArgument, wholeNumber } from './options';
import { say } from './print';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  withReports,
} from './report-files';
import { ProgressLine } from './terminal';
import { checkWritable, writeWhole } from './whole-file';

const ENGINE_WAIT_MS = 60_000;

interface Arguments extends ReportArguments {
  readonly store?: string;
  readonly resume?: true;
  readonly discard?: true;
  readonly jobs?: number;
  /** Milliseconds. */
  readonly time?: number;
  readonly untilNew?: number;
  readonly shard?: CampaignShard;
  readonly result?: string;
  readonly engine?: string;
  /** Milliseconds. */
  readonly engineWait?: number;
  readonly html?: string;
}

/** `hmm-pfn campaign` */
export function campaignCommand(): Command {
  const command = new Command('campaign').description(
    'Check many scenarios, as check does, in chunks: on all processors, in several batch jobs or on ' +
      'many machines; interrupted and gone on with; what is found is stored (docs/campaigns.md).',
  );
  withSpecOptions(command)
    .option('--time <duration>', 'end after this time, such as 90s, 30m, 8h', duration)
    .option('--until-new <count>', 'end when this many new causes are found', wholeNumber(1))
    .option('--jobs <count>', 'threads (default: one for each processor)', jobCount)
    .option(
      '--store <folder>',
      'keep a journal there, to resume, and what is found; what earlier runs have found is run first',
      placeName,
    )
    .option('--resume', 'go on with the campaign in --store')
    .option('--discard', 'drop the unfinished campaign in --store')
    .option(
      '--shard <k/n>',
      'run only every n-th chunk, from the k-th on; needs --result',
      shardArgument,
    )
    .option('--result <file>', 'where a shard writes what merge adds up', placeName)
    .option(
      '--engine <url>',
      'have workers run the chunks: redis://[user:password@]host[:port][/db], or rediss:// for TLS ' +
        '(HMM_PFN_ENGINE_PASSWORD: the password)',
    )
    .option(
      '--engine-wait <duration>',
      'how long an engine may be away or full before the campaign ends (default: 60s)',
      duration,
    )
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action(runCommand);
  return withReports(command);
}

async function runCommand(given: Arguments, command: Command): Promise<void> {
  const problem = argumentProblem(given);
  if (problem !== undefined) command.error(`error: ${problem}`);
  // Before a folder is made for a campaign that cannot run.
  if (given.engine !== undefined) engineUrl(given.engine);
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  if (given.result !== undefined) checkWritable(given.result, isShardFile);
  const { store: folder } = given;
  const journal = folder === undefined ? undefined : await openJournal(folder, given, command);
  try {
    const spec = journal?.spec ?? (await askedSpec(specArguments(command), undefined));
    checkShard(given, spec);
    const store = folder === undefined ? undefined : FailureStore.open(folder);
    const stored = store?.runAgain(spec.plan.sides) ?? [];
    reports.print(`${campaignHeader(spec)}\n\n`);
    const { run, found } = await interruptible(async (signal) => {
      const ran = await runIt(spec, journal ?? memoryKeeper(), given, signal);
      if (ran.end !== 'interrupted') journal?.end();
      const isShard = given.shard !== undefined;
      const made = isShard ? undefined : await campaignReport(spec, ran, commandText, signal);
      return { run: ran, found: made };
    });
    if (found === undefined) return endShard(given, spec, run);
    const report = withStored(found, stored);
    store?.add(report.fresh, (finding) => replayCommand(finding, report.options));
    writeCampaignReport(spec, report, reports, page);
    if (run.end === 'interrupted' && folder !== undefined) {
      say(`${commandText(['campaign', '--store', folder, '--resume'])} goes on with it`);
    }
  } finally {
    journal?.close();
  }
}

/** Opens the journal: of a new campaign, or of the one that is there. */
async function openJournal(folder: string, given: Arguments, command: Command): Promise<Journal> {
  const asked = specArguments(command);
  const { shard = null } = given;
  if (given.resume !== true) {
    const spec = await askedSpec(asked, undefined);
    return Journal.begin(folder, { spec, shard }, given.discard === true);
  }
  const journal = Journal.resume(folder);
  try {
    journal.refuseOther({ spec: await askedSpec(asked, journal.spec), shard });
    return journal;
  } catch (error) {
    journal.close();
    throw error;
  }
}

async function runIt(
  spec: CampaignSpec,
  keeper: Keeper,
  given: Arguments,
  signal: AbortSignal,
): Promise<CampaignRun> {
  const { shard = null, time = null, untilNew = null } = given;
  const options = { shard, limits: { time, untilNew } };
  const engine = engineOf(given, spec);
  const line = new ProgressLine(process.stderr);
  const until = time === null ? undefined : Date.now() + time;
  try {
    return await runChunkedCampaign(
      ...([spec, keeper, engine, options] as const),
      ({ scenarios, total, causes }) => {
        const found = causes === 0 ? '' : `, ${causes} new ${causes === 1 ? 'cause' : 'causes'}`;
        line.show(`campaign${found}`, scenarios, until === undefined ? total : undefined, until);
      },
      signal,
    );
  } finally {
    line.clear();
  }
}

function engineOf(given: Arguments, spec: CampaignSpec): Engine {
  const { engine, jobs } = given;
  if (engine === undefined) return localEngine(jobs ?? defaultJobs());
  const { redisEngine }: typeof import('../oracle/batch/redis-engine') =
    // Nothing else of this program needs the client of the server.
    require('../oracle/batch/redis-engine');
  const { engineWait = ENGINE_WAIT_MS } = given;
  return redisEngine({ url: engine, campaign: campaignId(spec), patience: engineWait, say });
}

/** The end of a shard: what it came to is in its file, and merge gives the verdict. */
function endShard({ shard, result }: Arguments, spec: CampaignSpec, run: CampaignRun): void {
  if (shard === undefined || result === undefined) throw new TypeError('expected a shard');
  writeWhole(result, shardText({ spec, shard, run }));
  const { counts, chunks, end } = run;
  const causes = causesIn(counts);
  const { agreement } = counts.vectors.vectors;
  const wrong = Object.values(agreement).reduce((sum, one) => sum + one.vectors - one.agreeing, 0);
  const scenarios = counts.vectors.scenarios + counts.scope.scenarios + counts.random.scenarios;
  const found = `${causes} new causes, ${wrong} wrong results`;
  say(`shard ${shardName(shard)}: ${chunks} chunks, ${scenarios} scenarios: ${found}`);
  if (causes + wrong > 0) process.exitCode = EXIT_CODES.found;
  else process.exitCode = end === 'interrupted' ? ExitCode.interrupted : ExitCode.clean;
}

/** A shard without chunks would be a pass over nothing. */
function checkShard({ shard }: Arguments, { plan }: CampaignSpec): void {
  if (shard === undefined) return;
  const { size } = new PlannedChunks(plan);
  if (size === null || shard.of <= size) return;
  const expected = `at most ${size} shards, as the campaign has ${size} chunks`;
  throw new ArgumentError(`"shard" expected ${expected}, got ${shardName(shard)}`);
}

function argumentProblem(given: Arguments): string | undefined {
  const { store, resume, discard, shard, result, engine, jobs } = given;
  if (store === undefined && (resume ?? discard) === true) {
    return `option '--${resume === true ? 'resume' : 'discard'}' needs '--store'`;
  }
  if (resume === true && discard === true) return "'--resume' and '--discard' exclude each other";
  if ((shard === undefined) !== (result === undefined)) {
    return "options '--shard' and '--result' need each other";
  }
  if (engine !== undefined && jobs !== undefined) {
    return "option '--jobs' is one of each worker where there is an '--engine'";
  }
  const { report = [], json, html } = given;
  if (shard !== undefined && (report.length > 0 || json === true || html !== undefined)) {
    return "a shard makes no report: 'hmm-pfn merge' makes it of all shards";
  }
  return undefined;
}
