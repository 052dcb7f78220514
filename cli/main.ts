#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
import { CommanderError } from 'commander';
import { InputError } from '../oracle/scenario/input-error';
import { isSystemError } from '../oracle/scenario/system-error';
import { endWithReader } from './closed-pipe';
import { ExitCode } from './exit-code';
import { messageOf, say } from './print';
import { program } from './program';

/** Every command throws what went wrong; here it becomes a line and an exit code. */
function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // commander has printed help or what is wrong with the arguments.
    process.exitCode = error.exitCode === 0 ? ExitCode.clean : ExitCode.badInput;
  } else if (error instanceof InputError || error instanceof RangeError) {
    say(messageOf(error));
    process.exitCode = ExitCode.badInput;
  } else if (isSystemError(error)) {
    // A place that the system refuses, and that nobody looked at before.
    say(messageOf(error));
    process.exitCode = ExitCode.badInput;
  } else {
    throw error;
  }
}

endWithReader();
program().parseAsync().catch(fail);
