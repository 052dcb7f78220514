// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { campaignReport } from '../oracle/batch/campaign-report';
import { FailureStore } from '../oracle/batch/failure-store';
import { mergeShards } from '../oracle/batch/shard-file';
import { withStored } from '../oracle/check/report';
import { interruptible } from '../oracle/child/ending-signals';
import { campaignHeader, commandText } from '../report/text/campaign-text';
import { replayCommand } from '../report/text/finding-text';
import { writeCampaignReport } from './campaign-output';
import { EXIT_CODE_HELP } from './exit-code';
import { placeName } from './options';
import {
  HtmlFile,
  htmlOption,
  type ReportArguments,
  ReportFiles,
  withReports,
} from './report-files';

interface Arguments extends ReportArguments {
  readonly store?: string;
  readonly html?: string;
}

/** `hmm-pfn merge` */
export function mergeCommand(): Command {
  const command = new Command('merge')
    .description(
      'Add up what all shards of a campaign came to, and give its verdict: the report is that of the ' +
        'same campaign on one machine.',
    )
    .argument('<files...>', 'the files that campaign --shard wrote with --result')
    .option(
      '--store <folder>',
      'run the failures that are stored there, and store new ones',
      placeName,
    )
    .option('--json', 'print one JSON object instead of text')
    .addOption(htmlOption())
    .addHelpText('after', EXIT_CODE_HELP)
    .action(runMerge);
  return withReports(command);
}

async function runMerge(files: readonly string[], given: Arguments): Promise<void> {
  const reports = ReportFiles.open(given);
  const page = HtmlFile.open(given.html);
  const { spec, run } = mergeShards(files);
  const store = given.store === undefined ? undefined : FailureStore.open(given.store);
  const stored = store?.runAgain(spec.plan.sides) ?? [];
  reports.print(`${campaignHeader(spec)}\n\n`);
  const merged = await interruptible((signal) => campaignReport(spec, run, commandText, signal));
  const report = withStored(merged, stored);
  store?.add(report.fresh, (finding) => replayCommand(finding, report.options));
  writeCampaignReport(spec, report, reports, page);
}
