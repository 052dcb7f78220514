// SPDX-License-Identifier: GPL-2.0-or-later
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The variable by which a process, and all that it starts in turn, is found again. */
const VARIABLE = 'HMM_PFN_STARTED_BY';
/** Some may start others while they are looked for. */
const ROUNDS = 10;

/** What marks a process, and its descendants, in their environment. */
interface ProcessMark {
  readonly variables: NodeJS.ProcessEnv;
  /**
   * Ends whoever has the mark: a daemon that has left its process group, too, but not one that cleared its environment.
   * Where there is no /proc it ends nobody.
   */
  readonly endAll: () => void;
}

/** A mark that no other process has. */
export function newMark(): ProcessMark {
  const value = `${process.pid}-${randomBytes(8).toString('hex')}`;
  return { variables: { [VARIABLE]: value }, endAll: () => endMarked(`${VARIABLE}=${value}`) };
}

function endMarked(marked: string): void {
  const ended = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    // One that was ended may be listed for a while.
    const found = processes().filter((pid) => !ended.has(pid) && isMarked(pid, marked));
    if (found.length === 0) return;
    for (const pid of found) {
      ended.add(pid);
      end(Number(pid));
    }
  }
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of other users' processes nobody else sees the environment. */
function isMarked(pid: string, marked: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(marked);
  } catch {
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
