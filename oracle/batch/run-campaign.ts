// SPDX-License-Identifier: GPL-2.0-or-later
import type { CampaignEnd } from '../check/campaign-summary';
import { type ChunkResult, errorOfRefusal } from '../chunk/chunk';
import type { Engine } from '../chunk/engine';
import { PlannedChunks } from '../chunk/plan';
import {
  type ColumnCounts,
  type CountedChunk,
  causesIn,
  NO_CHUNKS,
  withChunk,
} from './campaign-state';
import type { Journal } from './journal';
import { type CampaignShard, isInShard } from './shard';
import type { CampaignSpec } from './spec';

/** What ends a campaign early. */
interface CampaignLimits {
  /** Milliseconds. */
  readonly time: number | null;
  /** Causes that nothing known explains. */
  readonly untilNew: number | null;
}

/** How far a campaign is. */
interface CampaignProgress {
  readonly chunks: number;
  readonly scenarios: number;
  /** undefined: it has no last one. */
  readonly total: number | undefined;
  readonly causes: number;
}

/** What a campaign, or a shard of one, came to. */
export interface CampaignRun {
  readonly counts: ColumnCounts;
  readonly chunks: number;
  readonly end: CampaignEnd;
}

/** Where results are kept while a campaign runs. */
export type Keeper = Pick<Journal, 'counts' | 'chunks' | 'has' | 'add'>;

/** Keeps results in memory: what is killed is lost. */
export function memoryKeeper(): Keeper {
  const done = new Set<number>();
  let counts = NO_CHUNKS;
  return {
    get counts() {
      return counts;
    },
    get chunks() {
      return done.size;
    },
    has: (number) => done.has(number),
    add: (chunk) => {
      if (done.has(chunk.number)) return;
      done.add(chunk.number);
      counts = withChunk(counts, chunk);
    },
  };
}

/**
 * Runs the chunks of a campaign that are not kept yet.
 *
 * @param signal ends it early, after the chunks in hand.
 * @throws InputError for vectors that cannot be used: those of the first chunk that has any.
 */
export async function runChunkedCampaign(
  spec: CampaignSpec,
  keeper: Keeper,
  engine: Engine,
  { shard, limits }: { readonly shard: CampaignShard | null; readonly limits: CampaignLimits },
  progress: (progress: CampaignProgress) => void,
  signal: AbortSignal,
): Promise<CampaignRun> {
  const planned = new PlannedChunks(spec.plan);
  const early = new Early(limits, signal);
  const refused: Refused[] = [];
  const take = (result: ChunkResult): void => {
    if ('refused' in result) {
      refused.push(result);
      early.stop('complete');
      return;
    }
    keeper.add(result);
    progress(progressOf(keeper, planned, shard));
    if (causesIn(keeper.counts) >= (limits.untilNew ?? Number.POSITIVE_INFINITY)) {
      early.stop('until-new');
    }
  };
  if (causesIn(keeper.counts) >= (limits.untilNew ?? Number.POSITIVE_INFINITY)) {
    early.stop('until-new');
  }
  try {
    const pending = planned.chosen((number) => isInShard(number, shard) && !keeper.has(number));
    await engine.run(pending, take, early.signal);
  } finally {
    early.close();
  }
  const [first] = refused.sort((one, other) => one.number - other.number);
  if (first !== undefined) throw errorOfRefusal(first.refused);
  return { counts: keeper.counts, chunks: keeper.chunks, end: early.end };
}

type Refused = Exclude<ChunkResult, CountedChunk>;

function progressOf(
  { counts, chunks }: Keeper,
  { scenarios }: PlannedChunks,
  shard: CampaignShard | null,
): CampaignProgress {
  const { vectors, scope, random } = counts;
  return {
    chunks,
    scenarios: vectors.scenarios + scope.scenarios + random.scenarios,
    total: scenarios === null ? undefined : Math.round(scenarios / (shard?.of ?? 1)),
    causes: causesIn(counts),
  };
}

/** Ends a run for the first of several reasons. */
class Early {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private why: CampaignEnd = 'complete';

  constructor(
    { time }: CampaignLimits,
    private readonly asked: AbortSignal,
  ) {
    if (time !== null) this.timer = setTimeout(() => this.stop('time'), time);
    asked.addEventListener('abort', this.interrupt);
    if (asked.aborted) this.interrupt();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get end(): CampaignEnd {
    return this.why;
  }

  stop(why: CampaignEnd): void {
    if (this.controller.signal.aborted) return;
    this.why = why;
    this.controller.abort();
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked.removeEventListener('abort', this.interrupt);
  }

  private readonly interrupt = (): void => this.stop('interrupted');
}
