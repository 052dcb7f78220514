// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';
import { endWithReader } from './closed-pipe';
import { endedAsIntended } from './last-resort';
import { runWords } from './run-words';

/**
 * Runs a program on the command line of this process, up to its end, as {@link runWords} does.
 *
 * @param name what lines on standard error begin with.
 * @param isTheirs whether an error of another type is not a defect of ours but of a program we start.
 */
export function runProgram(
  program: Command,
  name: string,
  isTheirs?: (error: unknown) => boolean,
): void {
  endWithReader();
  runWords(program, process.argv.slice(2), name, isTheirs).finally(endedAsIntended);
}
