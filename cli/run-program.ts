// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError } from 'commander';
import { endedAsIntended } from './ended';
import { ExitCode } from './exit-code';
import { failureOf } from './failure';
import { say } from './print';

/**
 * Runs a program on these words of a command line. Whatever a command throws becomes one line, or a
 * stack if it is a defect, and `process.exitCode`.
 *
 * @param name what lines on standard error begin with.
 * @param isTheirs whether an error of another type is not a defect of ours but of a program we start.
 */
export async function runWords(
  program: Command,
  words: readonly string[],
  name: string,
  isTheirs: (error: unknown) => boolean = () => false,
): Promise<void> {
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const failure = failureOf(error, isTheirs);
    process.exitCode = failure.exitCode;
    // commander has printed its own errors, unless a command threw them.
    const isSaid = failure.kind === 'input' || failure.kind === 'interrupted';
    if (error instanceof InvalidArgumentError || isSaid) say(failure.message, name);
    if (failure.kind === 'defect' || failure.kind === 'finding')
      process.stderr.write(`${failure.message}\n`);
  }
}

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

/**
 * What happens when standard output cannot be written. A reader that has seen enough (head, less)
 * ends the run quietly, with an exit code that is not that of a clean run; a full disk is reported.
 * If standard error cannot be written either, only the exit code is left.
 */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.closedPipe);
    say(`standard output cannot be written: ${error.message}`);
    process.exit(ExitCode.badInput);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? ExitCode.closedPipe : ExitCode.badInput);
  });
}
