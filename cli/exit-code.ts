// SPDX-License-Identifier: GPL-2.0-or-later
import type { VerdictKind } from '../oracle/verdict/verdict';

/** What the command ends with. */
export const ExitCode = {
  /** Something was compared, and nothing was found. */
  clean: 0,
  /** A new difference, or a missed vector. */
  found: 1,
  /** Bad usage or input, or nothing was compared. */
  badInput: 2,
  /** A defect of this tool, or of what it runs on: EX_SOFTWARE of sysexits.h. */
  defect: 70,
  /** Ended by Ctrl-C with nothing new until then: 128 + SIGINT. */
  interrupted: 130,
  /** Whoever read the output went away before its end: 128 + SIGPIPE. */
  closedPipe: 141,
} as const;

/** What a verdict ends a command with, and what its report says of that. */
export const EXIT_CODES = {
  clean: ExitCode.clean,
  found: ExitCode.found,
  'nothing-compared': ExitCode.badInput,
  interrupted: ExitCode.interrupted,
} as const satisfies Readonly<Record<VerdictKind, number>>;

/** The end of the help of each command with a verdict. */
export const EXIT_CODE_HELP =
  '\nExit codes: 0 something was compared and nothing is new, 1 something is, 2 bad usage or input, or\n' +
  'nothing was compared, 70 a defect of hmm-pfn itself, 130 interrupted with nothing new until then.';
