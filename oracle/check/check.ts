// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge } from '../campaign/judge';
import { Tally } from '../campaign/tally';
import { type FileCounts, VectorCheck } from '../campaign/vectors';
import type { ChunkResult } from '../chunk/chunk';
import { addCounted, type Counted, NO_SCENARIOS } from '../chunk/counted';
import { defaultJobs, localEngine } from '../chunk/engine';
import { PlannedChunks } from '../chunk/plan';
import { ofVectors } from '../chunk/run-chunk';
import type { ExternalSide } from '../external/external-side';
import type { HeldReport } from '../external/held-report';
import { holdToModel } from '../external/hold-to-model';
import { requireFormat } from '../run/require-format';
import { Runner } from '../run/runner';
import { isModel } from '../run/side-names';
import { readCorpus } from '../scenario/corpus';
import { type CheckOptions, type Progress, profilesOf, randomSize } from './options';
import { type CheckReport, reportOf } from './report';

export type { CheckOptions, Progress } from './options';

/** How many vectors are checked between two progress reports. */
const STRIDE = 500;

/** Below this many scenarios, starting threads takes longer than the work. */
const THREADS_FROM = 500_000;

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
  const chunks = new PlannedChunks(planOf(options));
  // A side that is no model is known to this thread alone.
  const here = !options.sides.every(isModel);
  const wanted = jobs ?? ((chunks.scenarios ?? 0) < THREADS_FROM ? 1 : defaultJobs());
  const threads = here ? 1 : wanted;
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const parts = new Parts(options, progress);
  const others = (): Promise<void> =>
    localEngine(threads).run(
      chunks.chosen(() => true),
      parts.take,
      either,
    );
  // In threads, scenarios are judged while this one reads vectors.
  const running = threads > 1 ? settled(others()) : undefined;
  let vectors: VectorResults;
  try {
    vectors = await checkVectors(options, progress, signal);
  } catch (error) {
    stopped.abort();
    await running;
    throw error;
  }
  parts.show();
  const ended = await (running ?? settled(others()));
  if (ended !== undefined) throw ended.error;
  const external: HeldReport[] = [];
  for (const side of externals) {
    const stage = (name: string, done: number): void =>
      progress(`scenarios of ${name}`, done, undefined);
    external.push(await holdToModel(side, options, stage, signal));
  }
  return reportOf(options, { ...vectors, ...parts.counted, external }, signal.aborted);
}

/** The error with which a promise ended, in an object; undefined if it ended with none. */
function settled(running: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return running.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

/** Everything but the vectors. */
function planOf(options: CheckOptions) {
  const { sides, scope, seed, runs } = options;
  const streams = runs === 0 ? [] : profilesOf(options).map((profile) => ({ seed, profile }));
  return { sides, vectors: [], scope, streams, runs, together: false };
}

/** What the scope and the random scenarios come to. */
class Parts {
  counted: { readonly scope: Counted; readonly random: Counted } = {
    scope: NO_SCENARIOS,
    random: NO_SCENARIOS,
  };
  private isShown = false;
  private readonly scopeSize: number;

  constructor(
    private readonly options: CheckOptions,
    private readonly progress: Progress,
  ) {
    this.scopeSize = new PlannedChunks({ ...planOf(options), streams: [] }).scenarios ?? 0;
  }

  /** Adds what a chunk came to. */
  readonly take = (result: ChunkResult): void => {
    if (!('counted' in result)) throw new Error(`a chunk was refused: ${result.refused.message}`);
    const { scope, random } = this.counted;
    this.counted = {
      scope: result.column === 'scope' ? addCounted(scope, result.counted) : scope,
      random: result.column === 'random' ? addCounted(random, result.counted) : random,
    };
    this.tell();
  };

  /** Progress is shown from now on. */
  show(): void {
    this.isShown = true;
  }

  private tell(): void {
    if (!this.isShown) return;
    const { scope, random } = this.counted;
    const { options, scopeSize } = this;
    if (scope.scenarios < scopeSize) {
      this.progress(`scope ${options.scope}`, scope.scenarios, scopeSize);
    } else this.progress('random scenarios', random.scenarios, randomSize(options));
  }
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
    for await (const item of readCorpus(file)) {
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
