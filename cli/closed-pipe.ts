// SPDX-License-Identifier: GPL-2.0-or-later
import { ExitCode } from './exit-code';
import { say } from './print';

/**
 * What happens when standard output takes no more. A reader that has seen enough (head, less) ends
 * the run quietly, and nobody takes it for a clean one; a full disk is said. Where even standard
 * error takes no more, nothing is left to say it.
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
