// SPDX-License-Identifier: GPL-2.0-or-later
import { once } from 'node:events';

/**
 * Waits for something until the signal comes; what becomes of it then is nobody's business.
 * @returns undefined if the signal came first.
 */
export async function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  const over = new AbortController();
  const aborted = once(signal, 'abort', { signal: over.signal }).then(
    () => undefined,
    () => undefined,
  );
  return Promise.race([promise, aborted]).finally(() => over.abort());
}
