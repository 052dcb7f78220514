// SPDX-License-Identifier: GPL-2.0-or-later

/** What the command ends with. */
export const ExitCode = {
  /** Nothing new. */
  clean: 0,
  /** A new difference, or a missed vector. */
  found: 1,
  /** Bad usage or input. */
  badInput: 2,
  /** A defect of this tool, or of what it runs on: EX_SOFTWARE of sysexits.h. */
  defect: 70,
  /** Ended by Ctrl-C with nothing new until then: 128 + SIGINT. */
  interrupted: 130,
  /** Whoever read the output went away before its end: 128 + SIGPIPE. */
  closedPipe: 141,
} as const;

/** The exit code of a run: something new outweighs an early end. */
export function exitCodeOf(clean: boolean, interrupted: boolean): 0 | 1 | 130 {
  if (!clean) return ExitCode.found;
  return interrupted ? ExitCode.interrupted : ExitCode.clean;
}
