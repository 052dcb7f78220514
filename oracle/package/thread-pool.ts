// SPDX-License-Identifier: GPL-2.0-or-later
import { Piscina } from 'piscina';
import { FROM_SOURCE } from './files';

/** Threads that do one kind of task. */
export interface ThreadPool<Task, Result> {
  run(task: Task): Promise<Result>;
  /** Ends the threads. Tasks that no thread has begun are dropped, those in hand end first. */
  close(): Promise<void>;
}

/**
 * Starts threads.
 * @param file what they run, without its extension: its default export takes a task.
 */
export function threadPool<Task, Result>(file: string, threads: number): ThreadPool<Task, Result> {
  const pool = new Piscina<Task, Result>({
    filename: `${file}${FROM_SOURCE ? '.ts' : '.js'}`,
    // From source, a thread loads TypeScript as this one does.
    execArgv: FROM_SOURCE ? ['-r', 'ts-node/register/transpile-only'] : [],
    minThreads: threads,
    maxThreads: threads,
  });
  return { run: (task) => pool.run(task), close: () => pool.close({ force: true }) };
}
