// SPDX-License-Identifier: GPL-2.0-or-later
import { setTimeout } from 'node:timers/promises';
import { isMainThread, workerData } from 'node:worker_threads';

/** How long another look is waited for. */
const LOOK_MS = 5;
/** How long the end of the process waits: many times what loading takes, as a thread that waits for ever must not keep it. */
const MOST_MS = 20_000;

/** What threads are started with: how many of them have loaded, which they count themselves. */
export function noneLoaded(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Threads that are loading what they run. None may be ended then: Node.js 20 aborts the whole process, with SIGABRT, if
 * a thread is terminated while it instantiates a module that it requires. A process that ends ends its threads, too.
 */
export class LoadingThreads {
  private readonly atExit = (): void => this.waitHere();

  /**
   * @param loaded the {@link noneLoaded} that they were started with.
   * @param started how many there are, without those that have died.
   */
  constructor(
    private readonly loaded: Int32Array,
    private readonly started: () => number,
  ) {
    process.on('exit', this.atExit);
  }

  /** Waits until each has loaded what it runs, or has died of it. */
  async end(): Promise<void> {
    while (this.isAnyLeft()) await setTimeout(LOOK_MS);
    process.removeListener('exit', this.atExit);
  }

  private isAnyLeft(): boolean {
    return Atomics.load(this.loaded, 0) < this.started();
  }

  /** Nothing else runs in this thread until then. */
  private waitHere(): void {
    const latest = performance.now() + MOST_MS;
    while (this.isAnyLeft() && performance.now() < latest) {
      Atomics.wait(this.loaded, 0, Atomics.load(this.loaded, 0), LOOK_MS);
    }
  }
}

/** Says, in a thread of a pool, that it has loaded what it runs; elsewhere it says nothing. */
export function reportLoaded(): void {
  if (isMainThread || !(workerData instanceof Int32Array)) return;
  Atomics.add(workerData, 0, 1);
  Atomics.notify(workerData, 0);
}
