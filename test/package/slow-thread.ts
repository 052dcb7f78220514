// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { reportLoaded } from '../../oracle/package/loading-threads';

/** Where each thread leaves a file once it has loaded, and one for each task that has ended. */
const FOLDER = process.env['SLOW_THREADS'];

function rest(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}

function leave(name: string): void {
  if (FOLDER !== undefined) writeFileSync(join(FOLDER, name), '');
}

/** What a thread of the test does: nothing, for a while. */
export default function task(ms: number): void {
  rest(ms);
  leave(`ended-${ms}`);
}

rest(threadId * 200);
leave(`loaded-${threadId}`);
reportLoaded();
