// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from './input-error';

/** The code of an error of the system or of Node, such as `ENOENT`; undefined for any other. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the system refused a call: no such place, no right to it, no room. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

/** What the system, or the JavaScript engine, has too little of; no place is to blame for these. */
const RESOURCES: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open no more files (ulimit -n)',
  ENFILE: 'the system may open no more files',
  ENOMEM: 'the system has no memory left',
  EAGAIN: 'the system starts no more processes or threads (ulimit -u)',
  ERR_WORKER_OUT_OF_MEMORY: 'a thread ran out of memory (node --max-old-space-size)',
};

/** Which resource of the system an error says is exhausted; undefined for any other error. */
export function exhaustedResource(error: unknown): string | undefined {
  return RESOURCES[systemErrorCode(error) ?? ''];
}

/**
 * What to throw when something failed that writes to a place which a user named: for what the system
 * refused an InputError that says so, else the error as it is.
 */
export function unwritable(file: string, error: unknown): unknown {
  if (!isSystemError(error) || exhaustedResource(error) !== undefined) return error;
  return new InputError({ file }, `cannot be written: ${error.message}`);
}
