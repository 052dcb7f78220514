// SPDX-License-Identifier: GPL-2.0-or-later
import { Piscina } from 'piscina';
import { FROM_SOURCE, RUN_SOURCES } from './files';
import { LoadingThreads, noneLoaded } from './loading-threads';

/** Threads that do one kind of task. */
export interface ThreadPool<Task, Result> {
  run(task: Task): Promise<Result>;
  /** Ends the threads, once all tasks have ended that they were given. */
  close(): Promise<void>;
}

/**
 * Starts threads, as many as there are tasks for.
 * @param file what they run, without its extension: its default export takes a task, and it calls
 *   `reportLoaded()` at its end.
 */
export function threadPool<Task, Result>(file: string, threads: number): ThreadPool<Task, Result> {
  const loaded = noneLoaded();
  const pool = new Piscina<Task, Result>({
    filename: `${file}${FROM_SOURCE ? '.ts' : '.js'}`,
    execArgv: [...RUN_SOURCES],
    // Each begins with the first task that finds all others busy, and stays.
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    workerData: loaded,
  });
  const loading = new LoadingThreads(loaded, () => pool.threads.length);
  const inHand = new Set<Promise<Result>>();
  const run = async (task: Task): Promise<Result> => {
    const result = pool.run(task);
    inHand.add(result);
    try {
      return await result;
    } finally {
      inHand.delete(result);
    }
  };
  const close = async (): Promise<void> => {
    // Piscina's close() ends the threads as soon as one of several has nothing left to do (5.3.2).
    await Promise.allSettled(inHand);
    await loading.end();
    await pool.destroy();
  };
  return { run, close };
}
