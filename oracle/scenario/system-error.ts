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

/** What the system has run out of, by the code of its error, and how to get more of it. */
const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE: 'the limit of open files is too low (ulimit -n shows and raises it)',
  ENFILE: 'the system has too many open files',
  EAGAIN: 'the limit of processes is too low (ulimit -u shows and raises it)',
  ENOMEM: 'the system has no memory left',
};

/** What ran out, if an error says that something did; it says nothing of what was being done. */
export function exhausted(error: unknown): string | undefined {
  return EXHAUSTED[systemErrorCode(error) ?? ''];
}

/** The message of an error of the system, beginning with what ran out if that is the reason. */
export function systemMessage(error: Error): string {
  const what = exhausted(error);
  return what === undefined ? error.message : `${what}: ${error.message}`;
}

/**
 * What to throw when something failed that writes to a place which a user named: for what the system
 * refused an InputError that says so, else the error as it is.
 */
export function unwritable(file: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  return new InputError({ file }, `cannot be written: ${systemMessage(error)}`);
}
