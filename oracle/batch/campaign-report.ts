// SPDX-License-Identifier: GPL-2.0-or-later

import type { CheckOptions } from '../check/options';
import { type CheckReport, reportOf } from '../check/report';
import { PlannedChunks } from '../chunk/plan';
import { streamName } from '../chunk/random-stream';
import { isModel } from '../run/side-names';
import { holdToMinimums } from './minimums';
import type { CampaignRun } from './run-campaign';
import { type CampaignSpec, campaignArguments, campaignId } from './spec';

/**
 * The report of a campaign: that of a check of the same scenarios, with what is to be said of a
 * campaign besides. It depends on the campaign and on what was done of it, not on where that ran.
 *
 * @param signal ends the shrinking of what was found early.
 */
export async function campaignReport(
  spec: CampaignSpec,
  run: CampaignRun,
  commandOf: (words: readonly string[]) => string,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { plan } = spec;
  const { counts } = run;
  const of = new PlannedChunks(plan).size;
  const isComplete = of !== null && run.chunks >= of;
  const report = await reportOf(
    optionsOf(spec, run),
    { ...counts, files: filesOf(spec, run) },
    run.end === 'interrupted' && !isComplete,
    signal,
  );
  const held = minimumsOf(spec, run);
  return {
    ...report,
    examined: { ...report.examined, parts: [...report.examined.parts, ...held.parts] },
    campaign: {
      id: campaignId(spec),
      build: spec.build,
      command: commandOf(campaignArguments(spec)),
      streams: plan.streams.map(streamName),
      chunks: run.chunks,
      of,
      end: isComplete ? 'complete' : run.end,
      minimums: held.compared,
      shortfalls: held.shortfalls,
    },
  };
}

function optionsOf({ plan }: CampaignSpec, { counts }: CampaignRun): CheckOptions {
  const { sides, vectors, scope, everyCall = false, streams, runs } = plan;
  const [first] = streams;
  return {
    sides,
    vectors: vectors.map(({ file }) => file),
    scope,
    ...(everyCall && { everyCall }),
    seed: first?.seed ?? 0,
    profile: first?.profile ?? 'mixed',
    // Where nobody said how many, all that were run were asked for.
    runs: runs === null ? counts.random.scenarios : runs * streams.length,
  };
}

function filesOf({ plan }: CampaignSpec, { counts }: CampaignRun) {
  const none = { scenarios: 0, without: 0, results: 0, withoutSide: {} };
  return plan.vectors.map(({ file, documents }) => {
    const totals = counts.vectors.vectors.files[file] ?? none;
    return { file, ...totals, complete: totals.scenarios === documents };
  });
}

function minimumsOf({ plan, minimums }: CampaignSpec, { counts }: CampaignRun) {
  if (minimums === null) return { compared: 0, shortfalls: [], parts: [] };
  const held = holdToMinimums(minimums, counts.random, plan.sides.filter(isModel));
  const { compared, shortfalls, notCompared } = held;
  const parts = [{ what: 'minimums', compared, notCompared, required: true }];
  return { compared, shortfalls, parts };
}
