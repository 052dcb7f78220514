// SPDX-License-Identifier: GPL-2.0-or-later
import { type ChildProcess, spawn } from 'node:child_process';
import { atExit } from '../../oracle/child/at-exit';
import { environmentForCompilers } from '../../oracle/child/environment';
import { Interrupted } from '../../oracle/child/interrupted';
import { onLastWords } from '../../oracle/child/last-words';

/** What a program that is only waited for may take. */
export interface ProcessLimits {
  /** Seconds of time, and of processor time for each process. */
  readonly seconds: number;
  /** Where its temporary files go. */
  readonly folder: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** What a run of a program came to. */
export interface Ran {
  readonly ok: boolean;
  /** Why it did not come to its end by itself; undefined if it did. Also the last line of `stderr`. */
  readonly ended: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Address space of one process: a compiler takes a tenth of it for the largest of files. */
const MEMORY_KIBIBYTES = 4 * 2 ** 20;
/** A file that is written: 256 MiB, in the shell's blocks of 512 bytes. */
const FILE_BLOCKS = 2 ** 19;
/** What is kept of messages; a program that writes more is ended. */
const MOST_OUTPUT = 2 ** 20;

/** A limit that the system has set lower stays. */
const LIMITED_SHELL = [
  'ulimit -c 0',
  'ulimit -t "$1" 2>/dev/null',
  `ulimit -v ${MEMORY_KIBIBYTES} 2>/dev/null`,
  `ulimit -f ${FILE_BLOCKS} 2>/dev/null`,
  'shift',
  'exec "$@"',
].join('; ');

/**
 * Runs a program to its end, without input, in a process group of its own; what is over a limit is
 * ended with all of that group. One that cannot be started has failed with a reason.
 *
 * @throws Interrupted if the signal comes first; the group has ended then too.
 */
export function runLimited(command: readonly string[], limits: ProcessLimits): Promise<Ran> {
  const { seconds, folder, signal } = limits;
  if (signal.aborted) return Promise.reject(new Interrupted());
  const child = spawn('sh', ['-c', LIMITED_SHELL, 'sh', String(seconds), ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...environmentForCompilers(), LC_ALL: 'C', TMPDIR: folder },
  });
  const outlive = atExit(() => killGroup(child));
  return new Promise((done, fail) => {
    const output = { stdout: '', stderr: '' };
    let ended: string | undefined;
    const end = (reason: string): void => {
      ended ??= reason;
      killGroup(child);
    };
    const abort = (): void => end('');
    const timer = setTimeout(() => end(`does not end within ${seconds} s`), 1000 * seconds);
    signal.addEventListener('abort', abort);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (output[stream].length > MOST_OUTPUT) end('writes endless messages');
      });
    }
    child.on('error', (error) => {
      ended ??= error.message;
    });
    onLastWords(child, (code, killed) => {
      outlive();
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (signal.aborted) return fail(new Interrupted());
      const reason = ended ?? (killed === null ? undefined : `was ended by ${killed}`);
      done({
        ok: code === 0 && ended === undefined,
        ended: reason,
        ...output,
        stderr: withReason(output.stderr, reason),
      });
    });
  });
}

/** How much of a flood of messages is shown before the reason why it was ended. */
const SHOWN_OUTPUT = 2000;

function withReason(text: string, reason: string | undefined): string {
  if (reason === undefined) return text;
  return [...(text === '' ? [] : [text.slice(0, SHOWN_OUTPUT).trimEnd()]), reason].join('\n');
}

/** Ends a process that was started as the head of a group, and all of the group. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended already.
  }
}
