// SPDX-License-Identifier: GPL-2.0-or-later
import { parentPort, workerData } from 'node:worker_threads';
import { inputOf, readCase, targetOf } from './reader-case';
import type { FromWorker, WorkerTask } from './reader-runs';
import { readerTargets } from './readers';

/*
 * Tries one case after the other. Which one it is at stands in shared memory before it is begun, so
 * that one that never ends, or takes the thread with it, is known to who started this.
 */
async function work({ seed, first, end, at, folder }: WorkerTask): Promise<void> {
  const targets = await readerTargets(folder);
  for (let number = first; number < end; number++) {
    Atomics.store(at, 0, number);
    const target = targetOf(targets, number);
    const input = inputOf(target, seed, number);
    const what = await readCase(target, input, folder);
    if (what !== undefined) tell({ kind: 'crash', name: target.name, number, what, input });
  }
  Atomics.store(at, 0, end);
  tell({ kind: 'done', targets: targets.map(({ name }) => name) });
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}

void work(workerData);
