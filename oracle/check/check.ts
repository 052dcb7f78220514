// SPDX-License-Identifier: GPL-2.0-or-later
import { runCampaign } from '../campaign/campaign';
import { Judge } from '../campaign/judge';
import { Tally } from '../campaign/tally';
import { VectorCheck } from '../campaign/vectors';
import type { Profile } from '../generate/generate';
import { Runner } from '../run/runner';
import type { SideName } from '../run/side';
import { readCorpus } from '../scenario/corpus';
import { type CheckReport, reportOf } from './report';

/** What to check: corpora with expected results, then random scenarios of a seed. */
export interface CheckOptions {
  readonly sides: readonly SideName[];
  /** Paths of JSON Lines, plain or gzip. */
  readonly vectors: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly profile: Profile;
}

/** How a check tells where it is: what it does, and how much of it is done. */
export type Progress = (stage: string, done: number, total: number | undefined) => void;

/** So many vectors are checked between two reports of progress. */
const STRIDE = 500;

/**
 * Checks the sides against the results in the vectors, and against each other on all scenarios.
 *
 * @param signal ends the check early; the report then says so and holds what was done.
 * @throws InputError if a vector file cannot be read.
 */
export async function check(
  options: CheckOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<CheckReport> {
  const runner = Runner.of(options.sides);
  const judge = new Judge(runner);
  const vectorTally = new Tally(judge);
  const vectorCheck = new VectorCheck();
  for (const file of options.vectors) {
    for await (const item of readCorpus(file)) {
      if (signal.aborted) break;
      vectorTally.add(item.scenario, vectorTally.scenarios);
      vectorCheck.add(item, runner);
      if (vectorTally.scenarios % STRIDE === 0) {
        progress('vectors', vectorTally.scenarios, undefined);
      }
    }
  }
  const randomTally = new Tally(judge);
  const tell = (done: number): void => progress('random scenarios', done, options.runs);
  await runCampaign({ ...options, first: 0 }, randomTally, tell, signal);
  return reportOf(options, { vectorTally, vectorCheck, randomTally }, signal.aborted);
}
