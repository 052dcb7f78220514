// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError } from 'commander';
import { endWithReader } from './closed-pipe';
import { failureOf } from './failure';
import { endedAsIntended } from './last-resort';
import { say } from './print';

/**
 * Runs a program on the command line. Whatever a command throws becomes one line, or a stack if it is
 * a defect, and an exit code.
 *
 * @param name what lines on standard error begin with.
 * @param isTheirs whether an error of another type is not a defect of ours but of a program we start.
 */
export function runProgram(
  program: Command,
  name: string,
  isTheirs: (error: unknown) => boolean = () => false,
): void {
  endWithReader();
  program
    .parseAsync()
    .catch((error: unknown) => {
      const failure = failureOf(error, isTheirs);
      process.exitCode = failure.exitCode;
      // commander has printed its own errors, unless a command threw them.
      if (error instanceof InvalidArgumentError || failure.kind === 'input')
        say(failure.message, name);
      if (failure.kind === 'defect' || failure.kind === 'finding')
        process.stderr.write(`${failure.message}\n`);
    })
    .finally(endedAsIntended);
}
