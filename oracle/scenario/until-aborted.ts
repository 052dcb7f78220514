// SPDX-License-Identifier: GPL-2.0-or-later
import { closeSync, constants, openSync, statSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { unlessAborted } from '../child/unless-aborted';
import { readBytes, type Source, sourceName, UnpackedBytes } from './bytes';
import { systemErrorCode } from './system-error';

/** The thread that waits may not have come to it yet. */
const WAKE_MS = 20;
const MOST_WAKES = 500;

/**
 * A source that ends where it is when the signal comes, even if more of it is waited for: whoever reads it has to ask the
 * signal whether what was read is all of it.
 */
export function untilAborted(source: Source, signal: AbortSignal): UnpackedBytes {
  const name = sourceName(source);
  const chunks = readBytes(source, name);
  return new UnpackedBytes(
    name,
    chunksUntil(chunks, signal, () => wakeReader(source)),
  );
}

/**
 * Ends a wait for a named pipe: a process does not end as long as one of its threads is in it.
 * Anything that comes from there now is read by nobody.
 */
async function wakeReader(source: Source): Promise<void> {
  if (typeof source !== 'string' || source === '-') return;
  for (let time = 0; time < MOST_WAKES && !wakesReader(source); time++) await setTimeout(WAKE_MS);
}

/** Whether nobody waits for a named pipe any more; false where its reader has not opened it yet. */
function wakesReader(file: string): boolean {
  try {
    if (!statSync(file).isFIFO()) return true;
    const descriptor = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(descriptor, '\n');
    closeSync(descriptor);
    return true;
  } catch (error) {
    // If it is full, that wakes whoever waits.
    return systemErrorCode(error) !== 'ENXIO';
  }
}

async function* chunksUntil(
  chunks: AsyncGenerator<Buffer>,
  signal: AbortSignal,
  wake: () => Promise<void>,
): AsyncGenerator<Buffer> {
  let isBegun = false;
  try {
    while (!signal.aborted) {
      isBegun = true;
      const next = await unlessAborted(chunks.next(), signal);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // A read that is under way is not waited for.
    const closed = chunks.return(undefined).catch(() => {});
    if (!signal.aborted) await closed;
    else if (isBegun) await wake();
  }
}
