// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';
import { endWithReader } from './closed-pipe';
import { failureOf } from './failure';
import { endedAsIntended } from './last-resort';

/**
 * Runs a program on the words of the command line. Whatever a command throws becomes a line, or a
 * stack if it is a defect, and an exit code.
 *
 * @param name what lines on standard error begin with.
 */
export function runProgram(program: Command, name: string): void {
  endWithReader();
  program
    .parseAsync()
    .catch((error: unknown) => {
      const failure = failureOf(error);
      process.exitCode = failure.exitCode;
      if (failure.kind === 'input') process.stderr.write(`${name}: ${failure.message}\n`);
      if (failure.kind === 'defect') process.stderr.write(`${failure.message}\n`);
    })
    .finally(endedAsIntended);
}
