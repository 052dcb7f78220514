// SPDX-License-Identifier: GPL-2.0-or-later
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../child/at-exit';
import { InputError } from '../scenario/input-error';
import { partialOf, removeLeftovers } from '../scenario/partial-name';
import { requireFile } from '../scenario/stats';
import { isSystemError, systemErrorCode, unwritable } from '../scenario/system-error';

const NAME = 'lock';
const LOCK = 'the lock of a campaign';

/**
 * Keeps a folder for one process at a time. A lock that a killed process has left is taken over: it
 * names the process, and when that began, so that another process with the same number is not taken
 * for it.
 *
 * @returns what gives the folder back.
 * @throws InputError if another process has it, or the folder cannot be written.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, NAME);
  const mine = ownerText(process.pid);
  for (;;) {
    if (tryCreate(folder, file, mine)) {
      // Also if nobody gives it back, as after a second Ctrl-C.
      const outlive = atExit(() => release(file, mine));
      removeLeftovers(folder);
      return () => {
        outlive();
        release(file, mine);
      };
    }
    const owner = readOwner(file);
    if (owner === undefined) continue;
    if (isAlive(owner)) {
      const [host, pid] = owner.split(' ');
      const message = `is used by another campaign: process ${pid} on ${host} (${file})`;
      throw new InputError({ file: folder }, message);
    }
    takeAway(file, owner);
  }
}

/** The lock appears with all that it says: an empty one, as a full disk leaves it, would be nobody's. */
function tryCreate(folder: string, file: string, text: string): boolean {
  const whole = partialOf(file);
  try {
    writeFileSync(whole, text);
    linkSync(whole, file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw unwritable(folder, error);
  } finally {
    rmSync(whole, { force: true });
  }
}

/** undefined: the lock is gone. @throws InputError for what is no lock, or cannot be read. */
function readOwner(file: string): string | undefined {
  try {
    requireFile(file, LOCK);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const isGone = systemErrorCode(error) === 'ENOENT';
    const entry = isGone ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
    if (isGone && entry?.isSymbolicLink() !== true) return undefined;
    const got = isGone ? 'a link to nothing' : error.message;
    throw new InputError({ file }, `expected ${LOCK}, got ${got}`);
  }
}

/** Removes the lock of a process that is gone, unless another one has just taken its place. */
function takeAway(file: string, owner: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readOwner(aside) !== owner) {
    try {
      linkSync(aside, file);
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

function release(file: string, mine: string): void {
  if (readOwner(file) === mine) rmSync(file, { force: true });
}

/** `HOST PID BEGAN`: when the process began, in clock ticks since the machine did, or 0. */
function ownerText(pid: number): string {
  return `${hostname()} ${pid} ${beganAt(pid)}`;
}

/** An owner on another machine cannot be looked at: it may be alive. A torn lock has no owner. */
function isAlive(owner: string): boolean {
  const [host, digits = '', began] = owner.split(' ');
  const pid = Number(digits);
  if (began === undefined || !Number.isSafeInteger(pid) || pid <= 0) return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
  return began === '0' || began === beganAt(pid);
}

/** The 22nd field of /proc/PID/stat; the second one is a name in parentheses that may have blanks. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}
