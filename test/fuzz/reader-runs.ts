// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RUN_SOURCES } from '../../oracle/package/files';
import type { CaseRange, Crash } from './crash';
import { inputOf, targetOf } from './reader-case';
import { readerTargets } from './readers';

/** What a worker is given. */
export interface WorkerTask extends CaseRange {
  /** The number of the case that it is at. */
  readonly at: Int32Array;
  readonly folder: string;
}

/** What a worker says. */
export type FromWorker =
  | { readonly kind: 'done'; readonly targets: readonly string[] }
  | {
      readonly kind: 'crash';
      readonly name: string;
      readonly number: number;
      readonly what: string;
      readonly input: Uint8Array;
    };

/** What came of some cases. */
export interface ReaderRuns {
  /** How many cases were tried. */
  readonly tried: number;
  readonly crashes: readonly Crash[];
}

/**
 * A case hangs if it has not ended after this many looks. Looks are counted, not the time between them:
 * a machine that is busy with other things delays both.
 */
const LOOKS = 120;
const LOOK_MS = 500;
/** Before its first case a thread compiles the project. */
const LOOKS_TO_BEGIN = 1200;
const NOT_BEGUN = -1;

/**
 * Tries readers on changed inputs, in a thread of their own: what does not end is ended there, and
 * the cases after it are tried by another thread.
 *
 * @param signal ends it early.
 */
export async function runReaders(range: CaseRange, signal: AbortSignal): Promise<ReaderRuns> {
  const folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-fuzz-'));
  const crashes: Crash[] = [];
  let first = range.first;
  try {
    while (first < range.end && !signal.aborted) {
      const stopped = await runThread({ ...range, first }, folder, crashes, signal);
      if (stopped.fatal !== undefined) {
        crashes.push(await fatalCrash(range.seed, stopped.number, stopped.fatal, folder));
      }
      first = stopped.number + 1;
    }
    return { tried: Math.min(first, range.end) - range.first, crashes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where a thread came to its end: of all cases, of the user's patience, or over one case. */
interface Stopped {
  readonly number: number;
  readonly fatal: string | undefined;
}

async function runThread(
  range: CaseRange,
  folder: string,
  crashes: Crash[],
  signal: AbortSignal,
): Promise<Stopped> {
  const at = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(NOT_BEGUN);
  const workerData: WorkerTask = { ...range, at, folder };
  const worker = new Worker(join(__dirname, 'reader-worker.ts'), {
    workerData,
    execArgv: [...RUN_SOURCES],
  });
  const fatal = await new Promise<string | undefined>((ended) => {
    const looking = setInterval(hangGuard(at, ended), LOOK_MS);
    const abort = (): void => ended(undefined);
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'done') return;
      const { name, number, what, input } = message;
      crashes.push({ name: `${name}#${number}`, what, files: inputFile(Buffer.from(input)) });
    });
    worker.on('error', (error) => ended(`the thread died: ${error.stack ?? error.message}`));
    worker.on('exit', (code) => ended(code === 0 ? undefined : `the thread exited with ${code}`));
    void worker.on('exit', () => {
      clearInterval(looking);
      signal.removeEventListener('abort', abort);
    });
  });
  await worker.terminate();
  const number = Atomics.load(at, 0);
  if (number !== NOT_BEGUN) return { number, fatal };
  if (!signal.aborted) throw new Error(fatal ?? 'no case was begun');
  return { number: range.first - 1, fatal: undefined };
}

/** Says so when the number of the case has not changed for long. */
function hangGuard(at: Int32Array, hangs: (what: string) => void): () => void {
  let last = NOT_BEGUN;
  let looks = 0;
  return () => {
    const now = Atomics.load(at, 0);
    looks = now === last ? looks + 1 : 0;
    last = now;
    const most = now === NOT_BEGUN ? LOOKS_TO_BEGIN : LOOKS;
    if (looks > most) hangs(`no end within ${(most * LOOK_MS) / 1000} s`);
  };
}

/** A case that took its thread with it, with its input, which is made again here. */
async function fatalCrash(
  seed: number,
  number: number,
  what: string,
  folder: string,
): Promise<Crash> {
  const target = targetOf(await readerTargets(folder), number);
  const files = inputFile(inputOf(target, seed, number));
  return { name: `${target.name}#${number}`, what, files };
}

function inputFile(input: Buffer): ReadonlyMap<string, Buffer> {
  return new Map([['input', input]]);
}
