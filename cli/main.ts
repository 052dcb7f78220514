// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, CommanderError } from 'commander';
import { InputError } from '../oracle/scenario/input-error';
import { checkCommand } from './check';
import { ExitCode } from './exit-code';
import { runCommand } from './run';

function program(): Command {
  return new Command('hmm-pfn')
    .description(
      'Differential reference tests for the two pfn formats of hmm_range_fault(): the customizable\n' +
        'one (v5.7, legacy) and the fixed HMM_PFN_* one (modern).',
    )
    .addCommand(checkCommand())
    .addCommand(runCommand())
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing new, 1 a new difference or a missed vector, 2 bad usage or input.',
    )
    .showHelpAfterError('(--help shows what there is)');
}

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
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? ExitCode.clean);
});

const hmmPfn = program();
for (const command of [hmmPfn, ...hmmPfn.commands]) command.exitOverride();
hmmPfn.parseAsync().catch(fail);
