// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';

/** `sysconf(_SC_CLK_TCK)`, which is 100 wherever Linux runs node. */
const TICKS_PER_SECOND = 100;
/** Where a name in brackets ends, the third field begins; user and system time are 14 and 15. */
const USER_FIELD = 14 - 3;

/**
 * The CPU time that a process has taken, in seconds. Where the system does not tell, the time that
 * has passed: there a busy machine makes more mutants look endless.
 */
export function cpuSeconds(pid: number, startedMs: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_FIELD]) + Number(fields[USER_FIELD + 1]);
    return ticks / TICKS_PER_SECOND;
  } catch {
    return (Date.now() - startedMs) / 1000;
  }
}
