// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Runs something that Ctrl-C ends early; a second Ctrl-C ends the process.
 *
 * @param signals what ends it: also a request to end, if the run has something to clean up.
 */
export async function interruptible<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
  signals: readonly NodeJS.Signals[] = ['SIGINT'],
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of signals) process.once(name, abort);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of signals) process.removeListener(name, abort);
  }
}
