// SPDX-License-Identifier: GPL-2.0-or-later
import { visible } from '../oracle/child/visible';

/** A module that prints in a loop fills no terminal. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * Shows what a user's module prints on standard error, never on standard output, where the report
 * is; and not what would steer the terminal.
 */
export function printModuleOutput(): (text: string) => void {
  let left = MOST_CHARACTERS;
  return (text) => {
    if (left === 0) return;
    const shown = text.slice(0, left);
    left -= shown.length;
    process.stderr.write(visible(shown, '\n\t'));
    if (left === 0) process.stderr.write('\n[the module prints more, which is left out]\n');
  };
}
