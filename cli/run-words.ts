// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError } from 'commander';
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
