// SPDX-License-Identifier: GPL-2.0-or-later
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemErrorCode } from './system-error';

/*
 * A file that is being written stands beside its place under a name of its own, until it is whole.
 * The name holds the process that writes it: whoever writes into the folder next removes what
 * processes have left that are no more.
 */

const PARTIAL = /^\.hmm-pfn-.*\.(\d+)\.partial$/;
/** What is common to all file systems, less what the name has besides. */
const KEPT_BYTES = 200;

/** The name under which this process writes a file of this name. */
export function partialName(name: string): string {
  const kept = Buffer.from(name).subarray(0, KEPT_BYTES).toString('utf8').replaceAll('\ufffd', '');
  return `.hmm-pfn-${kept}.${process.pid}.partial`;
}

/** Where this process writes a file until it is whole. */
export function partialOf(file: string): string {
  return join(dirname(file), partialName(basename(file)));
}

/**
 * Writes a file: the whole of it is there, or the one before.
 * @param opened is called with the descriptor of the new file before anything is written.
 */
export function replaceWhole(
  file: string,
  text: string,
  opened?: (descriptor: number) => void,
): void {
  const partial = partialOf(file);
  try {
    const descriptor = openSync(partial, 'w');
    try {
      opened?.(descriptor);
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Whether a file in a folder is what a run writes, or a killed one has left. */
export function isPartial(name: string): boolean {
  return PARTIAL.test(name);
}

/** Removes what killed runs have left in a folder; what cannot be seen or removed stays. */
export function removeLeftovers(folder: string): void {
  for (const name of permitted(() => readdirSync(folder)) ?? []) {
    const [, owner] = PARTIAL.exec(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    permitted(() => rmSync(join(folder, name), { force: true }));
  }
}

/** undefined if that is not permitted: in another user's folder, or with another user's file. */
function permitted<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    return undefined;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return processId !== process.pid;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
