// SPDX-License-Identifier: GPL-2.0-or-later
import { closeSync, constants, openSync, statSync, writeSync } from 'node:fs';
import { unlessAborted } from '../child/unless-aborted';
import { readBytes, type Source, sourceName, UnpackedBytes } from './bytes';

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
function wakeReader(source: Source): void {
  if (typeof source !== 'string' || source === '-') return;
  try {
    if (!statSync(source).isFIFO()) return;
    const descriptor = openSync(source, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(descriptor, '\n');
    closeSync(descriptor);
  } catch {
    // Nobody waits there, or it is full, which wakes whoever does.
  }
}

async function* chunksUntil(
  chunks: AsyncGenerator<Buffer>,
  signal: AbortSignal,
  wake: () => void,
): AsyncGenerator<Buffer> {
  try {
    while (!signal.aborted) {
      const next = await unlessAborted(chunks.next(), signal);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // A read that is under way is not waited for.
    const closed = chunks.return(undefined).catch(() => {});
    if (signal.aborted) wake();
    else await closed;
  }
}
