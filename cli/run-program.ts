// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError } from 'commander';
import { endWithReader } from './closed-pipe';
import { failureOf } from './failure';
import { endedAsIntended } from './last-resort';
import { say } from './print';

/**
 * Runs a program on the words of the command line. Whatever a command throws becomes a line, or a
 * stack if it is a defect, and an exit code.
 *
 * @param name what lines on standard error begin with.
 * @param isTheirs whether an error of another type is no defect of ours: of a program that we start.
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
      // What commander throws itself it has printed, unless a command threw it.
      if (error instanceof InvalidArgumentError || failure.kind === 'input')
        say(failure.message, name);
      if (failure.kind === 'defect' || failure.kind === 'finding')
        process.stderr.write(`${failure.message}\n`);
    })
    .finally(endedAsIntended);
}
