// SPDX-License-Identifier: GPL-2.0-or-later
import { onEndingSignal } from '../oracle/child/ending-signals';

/** Runs something that Ctrl-C ends early; a second Ctrl-C ends the process. */
export async function interruptible<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = onEndingSignal(() => controller.abort());
  try {
    return await run(controller.signal);
  } finally {
    stop();
  }
}
