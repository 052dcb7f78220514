// SPDX-License-Identifier: GPL-2.0-or-later
import { runCampaign } from '../campaign/campaign';
import { Judge } from '../campaign/judge';
import { Tally } from '../campaign/tally';
import { VectorCheck } from '../campaign/vectors';
import type { ExternalSide } from '../external/external-side';
import type { HeldReport } from '../external/held-report';
import { holdToModel } from '../external/hold-to-model';
import { requireFormat } from '../run/require-format';
import { Runner } from '../run/runner';
import { readCorpus } from '../scenario/corpus';
import { runScope, type ScopeResult } from '../scope/run-scope';
import type { CheckOptions, Progress } from './options';
import { type CheckReport, reportOf } from './report';

export type { CheckOptions, Progress } from './options';

/** How many vectors are checked between two progress reports. */
const STRIDE = 500;

/**
 * Checks the sides against the results in the vectors, against each other, and against the contract,
 * on all scenarios.
 *
 * @param signal ends the check early; the report then says so and holds what was done.
 * @param externals sides from outside, each of which is held to the model that it is like.
 * @throws InputError if a vector file cannot be read.
 */
export async function check(
  options: CheckOptions,
  progress: Progress,
  signal: AbortSignal,
  externals: readonly ExternalSide[] = [],
): Promise<CheckReport> {
  const judge = new Judge(Runner.of(options.sides));
  const vectors = new Tally(judge);
  const vectorCheck = new VectorCheck(judge.runner);
  for (const file of options.vectors) {
    if (signal.aborted) break;
    vectorCheck.begin(file);
    for await (const item of readCorpus(file)) {
      if (signal.aborted) break;
      requireFormat(item.scenario, options.sides, item);
      vectors.add(item.scenario, vectors.scenarios);
      vectorCheck.add(item);
      if (vectors.scenarios % STRIDE === 0) progress('vectors', vectors.scenarios, undefined);
    }
    if (!signal.aborted) vectorCheck.end();
  }
  const scope = await checkScope(options, progress, signal);
  const random = new Tally(judge);
  const tell = (done: number): void => progress('random scenarios', done, options.runs);
  await runCampaign({ ...options, first: 0 }, random, tell, signal);
  const external: HeldReport[] = [];
  for (const side of externals) {
    const stage = (name: string, done: number): void =>
      progress(`scenarios of ${name}`, done, undefined);
    external.push(await holdToModel(side, options, stage, signal));
  }
  return reportOf(options, { vectors, vectorCheck, scope, random, external }, signal.aborted);
}

async function checkScope(
  { scope, sides }: CheckOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<ScopeResult | undefined> {
  if (scope === 0 || signal.aborted) return undefined;
  const stage = `scope ${scope}`;
  return runScope(scope, sides, (done, total) => progress(stage, done, total), signal);
}
