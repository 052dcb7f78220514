// SPDX-License-Identifier: GPL-2.0-or-later
import { ExitCode } from './exit-code';

/** A reader that has seen enough (head, less) closes the pipe: that ends the run, quietly. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? ExitCode.clean);
  });
}
