// SPDX-License-Identifier: GPL-2.0-or-later

/** Signals that end a run early but let it print its report: Ctrl-C, SIGTERM, a closed terminal. */
const ENDING_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs something that Ctrl-C ends early; a second Ctrl-C ends the process. */
export async function interruptible<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const name of ENDING_SIGNALS) process.once(name, abort);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of ENDING_SIGNALS) process.removeListener(name, abort);
  }
}
