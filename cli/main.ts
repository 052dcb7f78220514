#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
import { CommanderError } from 'commander';
import { InputError } from '../oracle/scenario/input-error';
import { ExitCode } from './exit-code';
import { program } from './program';

/** Every command throws what went wrong; here it becomes a line and an exit code. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // commander has printed help or what is wrong with the arguments.
    process.exitCode = error.exitCode === 0 ? ExitCode.clean : ExitCode.badInput;
  } else if (error instanceof InputError || error instanceof RangeError) {
    process.stderr.write(`hmm-pfn: ${error.message}\n`);
    process.exitCode = ExitCode.badInput;
  } else {
    throw error;
  }
}

// A reader that has seen enough (head, less) closes the pipe: that ends the run, quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? ExitCode.clean);
  process.stderr.write(`hmm-pfn: standard output cannot be written: ${error.message}\n`);
  process.exit(ExitCode.badInput);
});

program().parseAsync().catch(fail);
