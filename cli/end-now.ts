// SPDX-License-Identifier: GPL-2.0-or-later
import { endedAsIntended } from './ended';
import type { ExitCode } from './exit-code';

/**
 * Ends the process once all that it has printed is written, though something may be under way of which nobody needs
 * the end any more: a read that cannot be taken back, a connection that is made again and again.
 */
export async function endNow(code: (typeof ExitCode)[keyof typeof ExitCode]): Promise<never> {
  await new Promise<void>((done) => process.stdout.write('', () => done()));
  endedAsIntended();
  process.exit(code);
}
