// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChunkResult, errorOfRefusal } from '../chunk/chunk';
import { addCounted, type Counted, NO_SCENARIOS } from '../chunk/counted';
import { localEngine } from '../chunk/engine';
import { PlannedChunks } from '../chunk/plan';
import { defaultJobs } from '../package/jobs';
import { isModel } from '../run/side-names';
import { type CheckOptions, type Progress, profilesOf, randomSize } from './options';

/** Below this many scenarios, starting threads takes longer than the work. */
const THREADS_FROM = 500_000;

/** Everything but the vectors. */
function planOf(options: CheckOptions) {
  const { sides, scope, everyCall = false, seed, runs } = options;
  const streams = runs === 0 ? [] : profilesOf(options).map((profile) => ({ seed, profile }));
  return { sides, vectors: [], scope, everyCall, streams, runs, together: false };
}

/** The scenarios of a check that are made as it runs, those of the scope and random ones, and what they come to. */
export class MadeScenarios {
  counted: { readonly scope: Counted; readonly random: Counted } = {
    scope: NO_SCENARIOS,
    random: NO_SCENARIOS,
  };
  private isShown = false;
  private readonly scopeSize: number;
  private readonly chunks: PlannedChunks;
  private readonly threads: number;

  /** @param jobs how many threads run them; if not given, as many as pay off. */
  constructor(
    private readonly options: CheckOptions,
    private readonly progress: Progress,
    jobs: number | undefined,
  ) {
    this.chunks = new PlannedChunks(planOf(options));
    const wanted = jobs ?? ((this.chunks.scenarios ?? 0) < THREADS_FROM ? 1 : defaultJobs());
    // A side that is no model is known to this thread alone.
    this.threads = options.sides.every(isModel) ? wanted : 1;
    this.scopeSize = new PlannedChunks({ ...planOf(options), streams: [] }).scenarios ?? 0;
  }

  /** Whether they are judged while this thread does something else. */
  get isInThreads(): boolean {
    return this.threads > 1;
  }

  /** Judges them, until there are no more or the signal is aborted. */
  run(signal: AbortSignal): Promise<void> {
    const all = this.chunks.chosen(() => true);
    return localEngine(this.threads).run(all, this.take, signal);
  }

  /** Adds what a chunk came to. */
  private readonly take = (result: ChunkResult): void => {
    if (!('counted' in result)) throw errorOfRefusal(result.refused);
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
