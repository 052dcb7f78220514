// SPDX-License-Identifier: GPL-2.0-or-later
import { tmpdir } from 'node:os';
import { CommanderError } from 'commander';
import { packageFile } from '../oracle/package/files';
import { lazy } from '../oracle/package/lazy';
import { SideFailure } from '../oracle/run/side-failure';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError } from '../oracle/scenario/input-error';
import { printable } from '../oracle/scenario/printable';
import { isSystemError, systemErrorCode } from '../oracle/scenario/system-error';
import { defectText } from './defect';
import { ExitCode } from './exit-code';
import { messageOf } from './print';

/** Only what is thrown is compared with it. */
const interrupted = lazy((): typeof import('../oracle/child/interrupted') =>
  require('../oracle/child/interrupted'),
);

/** What went wrong, and whose mistake it is. */
type Failure =
  /** commander has printed help, or an error about the arguments. */
  | { readonly kind: 'usage'; readonly exitCode: 0 | 2; readonly message: string }
  /** A mistake by the user, or a path that the system refuses: one line says which. */
  | { readonly kind: 'input'; readonly exitCode: 2; readonly message: string }
  /** A side that threw where its result was needed: a finding about the side. */
  | { readonly kind: 'finding'; readonly exitCode: 1; readonly message: string }
  /** Somebody ended the command before there was anything to report. */
  | { readonly kind: 'interrupted'; readonly exitCode: 130; readonly message: string }
  /** A mistake of our own; the text has the stack. */
  | { readonly kind: 'defect'; readonly exitCode: 70; readonly message: string };

/** System errors about a path that a user can fix. */
const REFUSED = new Set(
  'ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ENOSPC EDQUOT EROFS ENAMETOOLONG ELOOP ENOTEMPTY EBUSY EXDEV EFBIG EIO ETXTBSY ENXIO ENODEV'.split(
    ' ',
  ),
);

/** A file system that is full. A write that meets it names no path. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Whose mistake an error is. Only our own error types, and system errors about a path that is named
 * and not part of this package, are a user's mistake; anything else thrown is a defect.
 */
export function failureOf(
  error: unknown,
  isTheirs: (error: unknown) => boolean = () => false,
): Failure {
  if (error instanceof CommanderError) {
    const exitCode = error.exitCode === 0 ? ExitCode.clean : ExitCode.badInput;
    return { kind: 'usage', exitCode, message: error.message };
  }
  const isInput = error instanceof InputError || error instanceof ArgumentError;
  if (error instanceof Error && (isInput || isRefusedPlace(error) || isTheirs(error))) {
    return { kind: 'input', exitCode: ExitCode.badInput, message: messageOf(error) };
  }
  if (isSystemError(error) && FULL.has(systemErrorCode(error) ?? '')) {
    const message = `a file cannot be written: ${messageOf(error)} (temporary files are in ${printable(tmpdir())}, which TMPDIR names)`;
    return { kind: 'input', exitCode: ExitCode.badInput, message };
  }
  if (error instanceof SideFailure) {
    return { kind: 'finding', exitCode: ExitCode.found, message: error.lines().join('\n') };
  }
  if (error instanceof interrupted().Interrupted) {
    return { kind: 'interrupted', exitCode: ExitCode.interrupted, message: error.message };
  }
  return { kind: 'defect', exitCode: ExitCode.defect, message: defectText(error) };
}

function isRefusedPlace(error: Error): boolean {
  if (!isSystemError(error) || !REFUSED.has(systemErrorCode(error) ?? '')) return false;
  return 'path' in error && typeof error.path === 'string' && !isOurs(error.path);
}

/** A file of this package that is missing or unreadable is not the user's mistake. */
function isOurs(path: string): boolean {
  return [packageFile('dist'), packageFile('fixtures'), packageFile('schema')].some((folder) =>
    path.startsWith(folder),
  );
}
