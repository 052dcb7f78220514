// SPDX-License-Identifier: GPL-2.0-or-later
import { type CampaignSpec, campaignArguments } from '../oracle/batch/spec';
import { type CheckReport, verdictOfCheck } from '../oracle/check/report';
import { lazy } from '../oracle/package/lazy';
import { checkText } from '../report/text/check-text';
import { exitWith } from './exit-with';
import type { HtmlFile, ReportFiles } from './report-files';
import { terminalStyle } from './terminal';

const documents = lazy((): typeof import('../report/machine/schema/check') =>
  require('../report/machine/schema/check'),
);
const pages = lazy((): typeof import('./check-page') => require('./check-page'));

/**
 * Writes the report of a campaign in every form that was asked for, and ends with its exit code. The
 * command line in it is that of the campaign, without where it ran: so a campaign that was resumed, or
 * merged of shards, has the report of one that ran undisturbed.
 */
export function writeCampaignReport(
  spec: CampaignSpec,
  report: CheckReport,
  files: ReportFiles,
  page: HtmlFile | undefined,
): void {
  files.print(`${checkText(report, terminalStyle(process.stdout))}\n`);
  const exitCode = exitWith(verdictOfCheck(report));
  const seed = spec.plan.streams[0]?.seed ?? null;
  files.write(() =>
    documents().checkDocument(report, {
      ...{ command: 'campaign', arguments: campaignArguments(spec), seed, exitCode },
    }),
  );
  page?.write([pages().checkPage(report)]);
}
