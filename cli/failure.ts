// SPDX-License-Identifier: GPL-2.0-or-later
import { CommanderError } from 'commander';
import { packageFile } from '../oracle/package/files';
import { SideFailure } from '../oracle/run/side-failure';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError } from '../oracle/scenario/input-error';
import { isSystemError, systemErrorCode } from '../oracle/scenario/system-error';
import { defectText } from './defect';
import { ExitCode } from './exit-code';
import { messageOf } from './print';

/** What went wrong, and whose mistake it is. */
export type Failure =
  /** commander has printed help, or what is wrong with the arguments. */
  | { readonly kind: 'usage'; readonly exitCode: 0 | 2; readonly message: string }
  /** A mistake of the user's, or a place that the system refuses: a line says which. */
  | { readonly kind: 'input'; readonly exitCode: 2; readonly message: string }
  /** A side that threw where its result was needed: a finding about the side. */
  | { readonly kind: 'finding'; readonly exitCode: 1; readonly message: string }
  /** A mistake of ours; the text has the stack. */
  | { readonly kind: 'defect'; readonly exitCode: 70; readonly message: string };

/** What the system says of a place that a user can put right. */
const REFUSED = new Set(
  'ENOENT EACCES EPERM ENOTDIR EISDIR EEXIST ENOSPC EDQUOT EROFS ENAMETOOLONG ELOOP ENOTEMPTY EBUSY EXDEV EFBIG EIO ETXTBSY ENXIO ENODEV'.split(
    ' ',
  ),
);

/**
 * Whose mistake an error is. Only our own types of errors, and the system's refusals of a place that
 * is named and not our own, are a user's; whatever else is thrown is a defect.
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
  if (error instanceof SideFailure) {
    return { kind: 'finding', exitCode: ExitCode.found, message: error.lines().join('\n') };
  }
  return { kind: 'defect', exitCode: ExitCode.defect, message: defectText(error) };
}

function isRefusedPlace(error: Error): boolean {
  if (!isSystemError(error) || !REFUSED.has(systemErrorCode(error) ?? '')) return false;
  return 'path' in error && typeof error.path === 'string' && !isOurs(error.path);
}

/** A file of the package that is missing or cannot be read is no mistake of the user's. */
function isOurs(path: string): boolean {
  return [packageFile('dist'), packageFile('fixtures'), packageFile('schema')].some((folder) =>
    path.startsWith(folder),
  );
}
