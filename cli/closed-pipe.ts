// SPDX-License-Identifier: GPL-2.0-or-later
import { ExitCode } from './exit-code';
import { say } from './print';

/**
 * What happens when standard output cannot be written. A reader that has seen enough (head, less)
 * ends the run quietly, with an exit code that is not that of a clean run; a full disk is reported.
 * If standard error cannot be written either, only the exit code is left.
 */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.closedPipe);
    say(`standard output cannot be written: ${error.message}`);
    process.exit(ExitCode.badInput);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? ExitCode.closedPipe : ExitCode.badInput);
  });
}
