// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge } from '../campaign/judge';
import { Tally } from '../campaign/tally';
import { type FileCounts, VectorCheck } from '../campaign/vectors';
import { type Counted, NO_SCENARIOS } from '../chunk/counted';
import { ofVectors } from '../chunk/tallied';
import type { ExternalSide } from '../external/external-side';
import type { HeldReport } from '../external/held-report';
import { lazy } from '../package/lazy';
import { Runner, requireFormat } from '../run/runner';
import { toldAheadAsRead } from '../run/told-ahead';
import { readCorpus } from '../scenario/corpus';
import type { CheckOptions, Progress } from './options';
import { type CheckReport, reportOf } from './report';

export type { CheckOptions, Progress } from './options';

/** What only some runs have: scenarios besides the vectors, sides from outside. */
const makers = lazy((): typeof import('./made-scenarios') => require('./made-scenarios'));
const holding = lazy((): typeof import('../external/hold-to-model') =>
  require('../external/hold-to-model'),
);

const NONE_MADE = { scope: NO_SCENARIOS, random: NO_SCENARIOS };

/** How many vectors are checked between two progress reports. */
const STRIDE = 500;

/**
 * Checks the sides against the results in the vectors, against each other, and against the contract,
 * on all scenarios. The report is the same however many threads there are.
 *
 * @param signal ends the check early; the report then says so and holds what was done.
 * @param externals sides from outside, each of which is held to the model that it is like.
 * @param jobs how many threads run the scope and the random scenarios; all processors if not given.
 * @throws InputError if a vector file cannot be read.
 */
export async function check(
  options: CheckOptions,
  progress: Progress,
  signal: AbortSignal,
  jobs?: number,
  externals: readonly ExternalSide[] = [],
): Promise<CheckReport> {
  const made = makesScenarios(options)
    ? new (makers().MadeScenarios)(options, progress, jobs)
    : null;
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  // In threads, scenarios are judged while this one reads vectors.
  const running = made?.isInThreads ? settled(made.run(either)) : undefined;
  let vectors: VectorResults;
  try {
    vectors = await checkVectors(options, progress, signal);
  } catch (error) {
    stopped.abort();
    await running;
    throw error;
  }
  if (made !== null) {
    made.show();
    const ended = await (running ?? settled(made.run(either)));
    if (ended !== undefined) throw ended.error;
  }
  const external: HeldReport[] = [];
  for (const side of externals) {
    const stage = (name: string, done: number): void =>
      progress(`scenarios of ${name}`, done, undefined);
    external.push(await holding().holdToModel(side, options, stage, signal));
  }
  const counted = made?.counted ?? NONE_MADE;
  return reportOf(options, { ...vectors, ...counted, external }, signal.aborted, signal);
}

/** Whether a check has more than vectors. */
function makesScenarios({ scope, runs }: CheckOptions): boolean {
  return scope !== 0 || runs > 0;
}

/** The error with which a promise ended, in an object; undefined if it ended with none. */
function settled(running: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return running.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

interface VectorResults {
  readonly vectors: Counted;
  readonly files: readonly FileCounts[];
}

async function checkVectors(
  options: CheckOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<VectorResults> {
  const judge = new Judge(Runner.of(options.sides));
  const tally = new Tally(judge, false);
  const vectorCheck = new VectorCheck(judge.runner);
  for (const file of options.vectors) {
    if (signal.aborted) break;
    vectorCheck.begin(file);
    for await (const item of toldAheadAsRead(judge, readCorpus(file))) {
      if (signal.aborted) break;
      requireFormat(item.scenario, options.sides, item);
      tally.add(item.scenario, tally.scenarios);
      vectorCheck.add(item);
      if (tally.scenarios % STRIDE === 0) progress('vectors', tally.scenarios, undefined);
    }
    if (!signal.aborted) vectorCheck.end();
  }
  return { vectors: ofVectors(tally, vectorCheck, 0), files: vectorCheck.fileCounts() };
}
