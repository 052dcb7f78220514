// SPDX-License-Identifier: GPL-2.0-or-later
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { SidePair } from '../campaign/judge';
import { FROM_SOURCE } from '../package/files';
import type { SideName } from '../run/side';
import { isModel } from '../run/side-names';
import type { Family } from './family';
import { familiesOf, type Scope } from './scopes';
import { runShard, type Shard, type ShardResult } from './shard';

/** One family of a scope, judged. */
export interface FamilyCount {
  readonly name: string;
  readonly combines: string;
  readonly size: number;
  /** How many of its scenarios were judged; all, unless the run was ended early. */
  readonly done: number;
}

/** What some families came to. */
export interface FamilyResults {
  readonly families: readonly FamilyCount[];
  readonly shards: readonly ShardResult[];
}

/** What a scope came to. */
export interface ScopeResult extends FamilyResults {
  readonly scope: Scope;
}

/** Scenarios a shard: some tenths of a second, so that threads end together and progress shows. */
const SHARD = 50_000;

/** Below this, starting threads takes longer than the work. */
const THREADS_FROM = 1_000_000;

/** What is judged of a scope, and how. */
export interface FamilyRun {
  readonly families: readonly Family[];
  readonly sides: readonly SideName[];
  /** The sides to compare, if not neighbours. */
  readonly pairs?: readonly SidePair[];
}

/**
 * Judges every scenario of a scope, on all processors if it is a large one.
 *
 * @param progress is told how many scenarios are done, of how many.
 * @param signal ends the run early.
 */
export async function runScope(
  scope: Scope,
  sides: readonly SideName[],
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<ScopeResult> {
  const families = familiesOf(scope);
  return { scope, ...(await runFamilies({ families, sides }, progress, signal)) };
}

/**
 * Judges every scenario of some families, as {@link runScope} does. Each is found by its name in
 * the threads, and so must be a family of some scope.
 */
export async function runFamilies(
  run: FamilyRun,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<FamilyResults> {
  const { families } = run;
  const shards = families.flatMap((family) => shardsOf(family, run));
  const total = families.reduce((sum, { size }) => sum + size, 0);
  const results: ShardResult[] = [];
  let done = 0;
  const take = (result: ShardResult): void => {
    results.push(result);
    done += result.scenarios;
    progress(done, total);
  };
  // A side that is no model is known to this thread alone.
  const here = total < THREADS_FROM || !run.sides.every(isModel);
  if (here) await runHere(shards, take, signal);
  else await runInThreads(shards, take, signal);
  return {
    families: families.map(({ name, combines, size }) => ({
      name,
      combines,
      size,
      done: results
        .filter(({ family }) => family === name)
        .reduce((sum, { scenarios }) => sum + scenarios, 0),
    })),
    shards: results,
  };
}

function shardsOf({ name, size }: Family, { sides, pairs }: FamilyRun): Shard[] {
  return Array.from({ length: Math.ceil(size / SHARD) }, (_, index) => ({
    sides,
    pairs,
    family: name,
    first: index * SHARD,
    stop: Math.min((index + 1) * SHARD, size),
  }));
}

async function runHere(
  shards: readonly Shard[],
  take: (result: ShardResult) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const shard of shards) {
    if (signal.aborted) return;
    take(runShard(shard));
    await setImmediate();
  }
}

async function runInThreads(
  shards: readonly Shard[],
  take: (result: ShardResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const threads = availableParallelism();
  const pool = new Piscina<Shard, ShardResult>({
    filename: join(__dirname, `worker${FROM_SOURCE ? '.ts' : '.js'}`),
    // From source, a thread loads TypeScript as this one does.
    execArgv: FROM_SOURCE ? ['-r', 'ts-node/register/transpile-only'] : [],
    minThreads: threads,
    maxThreads: threads,
  });
  let next = 0;
  const feed = async (): Promise<void> => {
    for (let shard = shards[next++]; shard !== undefined; shard = shards[next++]) {
      if (signal.aborted) return;
      take(await pool.run(shard));
    }
  };
  try {
    // One shard waits for each thread; more would only be thrown away on Ctrl-C.
    await Promise.all(Array.from({ length: 2 * threads }, feed));
  } finally {
    await pool.close({ force: true });
  }
}
