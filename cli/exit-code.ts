// SPDX-License-Identifier: GPL-2.0-or-later
import type { VerdictKind } from '../oracle/verdict/verdict';

/** Exit codes of the command. */
export const ExitCode = {
  /** Something was compared, and nothing was found. */
  clean: 0,
  /** An unexplained difference, or a wrong result. */
  found: 1,
  /** Bad usage or input, or nothing was compared. */
  badInput: 2,
  /** A defect in this tool, or in what it runs on: EX_SOFTWARE of sysexits.h. */
  defect: 70,
  /** Ended by Ctrl-C, with nothing found until then: 128 + SIGINT. */
  interrupted: 130,
  /** The reader of the output went away before its end: 128 + SIGPIPE. */
  closedPipe: 141,
} as const;

/** The exit code of each verdict; also recorded in its report. */
export const EXIT_CODES = {
  clean: ExitCode.clean,
  found: ExitCode.found,
  'nothing-compared': ExitCode.badInput,
  interrupted: ExitCode.interrupted,
} as const satisfies Readonly<Record<VerdictKind, number>>;

/** The end of the help of each command with a verdict. */
export const EXIT_CODE_HELP =
  '\nExit codes: 0 compared, and nothing unexplained found; 1 something was found; 2 bad usage or input, or\n' +
  'nothing was compared; 70 a defect in hmm-pfn itself; 130 interrupted, with nothing found until then.';
