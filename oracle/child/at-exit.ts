// SPDX-License-Identifier: GPL-2.0-or-later
import { onUnheardSignal } from './ending-signals';

/** What is to be undone before this process ends. */
const UNDONE = new Set<() => void>();
let endUnheard: (() => void) | undefined;

/** As for a run that was ended before there was anything to report. */
const INTERRUPTED = 130;

/**
 * Undoes something when this process ends, whatever ends it: its own end, an error that nobody catches, or one of the
 * signals that end a run early, for which nobody listens at the time.
 *
 * @param undo waits for nothing; may be called when there is nothing left to undo.
 * @returns takes that back.
 */
export function atExit(undo: () => void): () => void {
  if (UNDONE.size === 0) {
    process.on('exit', undoAll);
    endUnheard = onUnheardSignal(() => process.exit(INTERRUPTED));
  }
  UNDONE.add(undo);
  return () => {
    if (!UNDONE.delete(undo) || UNDONE.size > 0) return;
    process.removeListener('exit', undoAll);
    endUnheard?.();
    endUnheard = undefined;
  };
}

function undoAll(): void {
  for (const undo of UNDONE) undo();
}
