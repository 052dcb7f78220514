// SPDX-License-Identifier: GPL-2.0-or-later
import { campaignReport } from '../../oracle/batch/campaign-report';
import type { Minimums } from '../../oracle/batch/minimums';
import {
  type CampaignRun,
  memoryKeeper,
  runChunkedCampaign,
} from '../../oracle/batch/run-campaign';
import { type CampaignSpec, campaignArguments, campaignSpec } from '../../oracle/batch/spec';
import { hereEngine } from '../../oracle/chunk/engine';
import type { ChunkPlan } from '../../oracle/chunk/plan';
import { REPORT_FORMATS, type ReportFormatName } from '../../report/machine/format/formats';
import { checkDocument } from '../../report/machine/schema/check';
import { commandText } from '../../report/text/campaign-text';

/** Three chunks, the last of them short. */
export const RUNS = 41_000;

/** A campaign of three chunks, and the words that ask for it. */
export const PLAN: ChunkPlan = {
  sides: ['v5.7', 'legacy', 'modern'],
  vectors: [],
  scope: 0,
  streams: [{ seed: 7, profile: 'small' }],
  runs: RUNS,
  together: false,
};
export const WORDS = [
  ...['campaign', '--no-vectors', '--scope', '0', '--profile', 'small'],
  ...['--runs', `${RUNS}`, '--seed', '7'],
];

/** Runs a campaign undisturbed in this process. */
export async function undisturbed(
  plan = PLAN,
  minimums: Minimums | null = null,
): Promise<{ spec: CampaignSpec; run: CampaignRun }> {
  const spec = campaignSpec(plan, minimums);
  const options = { shard: null, limits: { time: null, untilNew: null } };
  const never = new AbortController().signal;
  const run = await runChunkedCampaign(
    spec,
    memoryKeeper(),
    hereEngine(),
    options,
    () => {},
    never,
  );
  return { spec, run };
}

/** The report of a clean campaign, as a command writes it. */
export async function reportText(
  { spec, run }: { readonly spec: CampaignSpec; readonly run: CampaignRun },
  format: ReportFormatName = 'json',
): Promise<string> {
  const facts = { command: 'campaign', arguments: campaignArguments(spec), seed: 7 } as const;
  const never = new AbortController().signal;
  const report = await campaignReport(spec, run, commandText, never);
  return REPORT_FORMATS[format].render(checkDocument(report, { ...facts, exitCode: 0 }));
}
