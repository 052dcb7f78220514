// SPDX-License-Identifier: GPL-2.0-or-later
import type { ChildProcess } from 'node:child_process';

/** How long what a process has written before its end may take to arrive. */
const QUIET_MS = 200;

/** How a process ended. */
type Ending = (code: number | null, signal: NodeJS.Signals | null) => void;

/**
 * Tells, once, that a process has ended and all that it wrote has been read. A process that it has left behind may hold
 * its streams open for ever: after its end they are closed once nothing more comes.
 */
export function onLastWords(child: ChildProcess, tell: Ending): void {
  let isTold = false;
  const tellOnce: Ending = (code, signal) => {
    if (isTold) return;
    isTold = true;
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    tell(code, signal);
  };
  child.on('close', tellOnce);
  child.on('exit', (code, signal) => {
    let isHeard = false;
    const hear = (): void => {
      isHeard = true;
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear);
    const look = (): void => {
      // If it was this process that had no time, what was written may be there, unread.
      setImmediate(() => {
        if (isTold) return;
        if (!isHeard) return tellOnce(code, signal);
        isHeard = false;
        setTimeout(look, QUIET_MS);
      });
    };
    setTimeout(look, QUIET_MS);
  });
}
