// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { RUN_SOURCES } from '../../oracle/package/files';
import { cpuSeconds } from './cpu-time';
import type { Mutant } from './mutants';
import type { Message, Seen, Task } from './worker';

/** What became of a mutant. */
export interface Judged {
  readonly mutant: Mutant;
  /** Null for a survivor. */
  readonly seen: { readonly by: Seen['by'] | 'heartbeat'; readonly what: string } | null;
  readonly cpuMs: number;
}

/** So much CPU time without a sign of life, and a mutant is endless: nothing honest takes a tenth. */
const SILENT_SECONDS = 2;
/** No mutant has more signs of life than fit into this. */
const LONGEST_SECONDS = 120;
const WATCH_MS = 100;
/** A mutant that collects without end is to run out of memory before the machine does. */
const MEMORY_MB = 768;

/**
 * Judges mutants in processes of their own, one a job; what makes a process endless, or ends it, is
 * seen by that.
 *
 * @param take gets what became of each, in the order in which they are done.
 * @param signal ends all processes; what was not judged is not taken.
 */
export async function judgeAll(
  tasks: readonly Task[],
  jobs: number,
  take: (judged: Judged) => void,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    let process: JudgeProcess | undefined;
    try {
      for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
        if (signal.aborted) return;
        process ??= await JudgeProcess.start(signal);
        const judged = await process.judge(task);
        if (signal.aborted) return;
        take(judged);
        if (process.isOver) process = undefined;
      }
    } finally {
      process?.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, run));
}

class JudgeProcess {
  private readonly startedMs = Date.now();
  private heard: (message: Message | { readonly kind: 'over' }) => void = () => {};
  isOver = false;

  private constructor(
    private readonly child: ChildProcess,
    signal: AbortSignal,
  ) {
    child.on('message', (message: Message) => this.heard(message));
    child.on('exit', () => {
      this.isOver = true;
      this.heard({ kind: 'over' });
    });
    const end = (): void => this.end();
    signal.addEventListener('abort', end);
    child.on('exit', () => signal.removeEventListener('abort', end));
  }

  /** @throws Error if the process does not come to the point where it can judge. */
  static start(signal: AbortSignal): Promise<JudgeProcess> {
    const child = fork(join(__dirname, 'worker.ts'), {
      execArgv: [...RUN_SOURCES, `--max-old-space-size=${MEMORY_MB}`],
      // What a mutant that collapses has to say is no news.
      stdio: ['ignore', 'ignore', process.env['MUTATE_DEBUG'] ? 'inherit' : 'ignore', 'ipc'],
    });
    const judge = new JudgeProcess(child, signal);
    return new Promise((resolve, reject) => {
      judge.heard = ({ kind }) => {
        if (kind === 'ready') resolve(judge);
        if (kind === 'over') reject(new Error('a process that judges mutants did not start'));
      };
    });
  }

  judge(task: Task): Promise<Judged> {
    const { mutant } = task;
    const begun = this.cpu();
    let alive = begun;
    return new Promise((resolve) => {
      const done = (seen: Judged['seen'], cpuMs = (this.cpu() - begun) * 1000): void => {
        clearInterval(watch);
        this.heard = () => {};
        resolve({ mutant, seen, cpuMs });
      };
      const watch = setInterval(() => {
        const now = this.cpu();
        if (now - alive < SILENT_SECONDS && now - begun < LONGEST_SECONDS) return;
        this.end();
        done({ by: 'heartbeat', what: `no sign of life for ${SILENT_SECONDS} s of CPU time` });
      }, WATCH_MS);
      this.heard = (message) => {
        if (message.kind === 'judged') done(message.seen, message.cpuMs);
        else if (message.kind === 'over') done({ by: 'heartbeat', what: 'its process collapsed' });
        else alive = this.cpu();
      };
      this.child.send(task);
    });
  }

  end(): void {
    this.isOver = true;
    this.child.kill('SIGKILL');
  }

  private cpu(): number {
    return cpuSeconds(this.child.pid ?? 0, this.startedMs);
  }
}
