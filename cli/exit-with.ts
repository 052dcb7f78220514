// SPDX-License-Identifier: GPL-2.0-or-later
import { printable } from '../oracle/scenario/printable';
import { nothingText, type RunVerdict } from '../oracle/verdict/verdict';
import { EXIT_CODES } from './exit-code';
import { say } from './print';

/**
 * Ends a command with the exit code of its verdict, which it returns. If nothing was compared, it
 * also says so on standard error: nobody may read a report on standard output.
 */
export function exitWith(verdict: RunVerdict): (typeof EXIT_CODES)[keyof typeof EXIT_CODES] {
  const exitCode = EXIT_CODES[verdict.kind];
  process.exitCode = exitCode;
  if (verdict.kind === 'nothing-compared') {
    say(printable(nothingText(verdict.missing)));
  }
  return exitCode;
}
