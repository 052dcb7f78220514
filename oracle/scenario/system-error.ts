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

/**
 * What to throw when something failed that writes to a place which a user named: for what the system
 * refused an InputError that says so, else the error as it is.
 */
export function unwritable(file: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new InputError({ file }, `cannot be written: ${error.message}`);
}
