// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn } from 'node:child_process';
import { killGroup } from '../../audit/c/limited-process';
import { atExit } from '../../oracle/child/at-exit';
import { environmentForCompilers } from '../../oracle/child/environment';
import { Interrupted } from '../../oracle/child/interrupted';
import { onLastWords } from '../../oracle/child/last-words';
import { CostMeter, type RunCost } from './cost';

/** What one run of a prover may take. */
export interface ProofLimits {
  /** Seconds of processor time: how loaded the machine is decides nothing. */
  readonly seconds: number;
  readonly megabytes: number;
  readonly signal: AbortSignal;
  /** Called with what each run took. */
  readonly spent?: (cost: RunCost) => void;
}

/** What a run came to. */
export type ProverRun =
  | {
      readonly kind: 'ended';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'over'; readonly why: string };

/** What is kept of what a prover prints; a counterexample has some megabytes. */
const MOST_OUTPUT = 256 * 2 ** 20;
/** A machine that is shared may take this many times the processor time. */
const WALL_CLOCK_FACTOR = 20;
const LIMITED_SHELL = 'ulimit -c 0; ulimit -t "$1"; ulimit -v "$2"; shift 2; exec "$@"';

/**
 * Runs a prover to its end in a process group of its own, within limits of processor time and memory.
 * @throws Interrupted if the signal comes first.
 */
export function runProver(
  command: readonly string[],
  { seconds, megabytes, signal, spent }: ProofLimits,
): Promise<ProverRun> {
  if (signal.aborted) return Promise.reject(new Interrupted());
  const limits = [String(seconds), String(megabytes * 1024)];
  const child = spawn('sh', ['-c', LIMITED_SHELL, 'sh', ...limits, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...environmentForCompilers(), LC_ALL: 'C' },
  });
  const meter = new CostMeter(child.pid);
  const outlive = atExit(() => killGroup(child));
  return new Promise((done, fail) => {
    const output = { stdout: [] as string[], stderr: [] as string[] };
    let printed = 0;
    let isLate = false;
    const abort = (): void => killGroup(child);
    const timer = setTimeout(
      () => {
        isLate = true;
        abort();
      },
      1000 * seconds * WALL_CLOCK_FACTOR,
    );
    signal.addEventListener('abort', abort);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed += text.length;
        if (printed > MOST_OUTPUT) killGroup(child);
        else output[stream].push(text);
      });
    }
    child.on('error', ({ message }) => {
      meter.stop();
      done({ kind: 'over', why: message });
    });
    onLastWords(child, (code, killed) => {
      outlive();
      const cost = meter.stop();
      spent?.(cost);
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (signal.aborted) return fail(new Interrupted());
      const stdout = output.stdout.join('');
      const stderr = output.stderr.join('');
      if (printed > MOST_OUTPUT) {
        return done({ kind: 'over', why: `it printed more than ${MOST_OUTPUT / 2 ** 20} MiB` });
      }
      // The system, too, ends what is over its time with SIGKILL.
      const isOver = isLate || cost.seconds > seconds - 1;
      if (killed === 'SIGKILL' && !isOver) {
        const why = `it was killed, by somebody or for lack of memory, or after ${seconds} s of processor time`;
        return done({ kind: 'over', why });
      }
      if (killed === 'SIGXCPU' || killed === 'SIGKILL') {
        return done({ kind: 'over', why: `no answer in ${seconds} s of processor time` });
      }
      if (code === null || OUT_OF_MEMORY.test(stdout + stderr)) {
        return done({ kind: 'over', why: `no answer within ${megabytes} MB of memory` });
      }
      done({ kind: 'ended', code, stdout, stderr });
    });
  });
}

/** As provers say it when they get no more. */
const OUT_OF_MEMORY = /out of memory|bad_alloc/i;
