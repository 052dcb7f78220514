// SPDX-License-Identifier: GPL-2.0-or-later
import { printableLines } from '../oracle/scenario/printable';

/** So that a module that prints in a loop does not flood the terminal. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * Shows what a user's module prints: on standard error, never on standard output, where the report
 * goes; each line is marked as the module's, and terminal control characters are escaped.
 *
 * @param whose what each line is marked as.
 */
export function printModuleOutput(whose = 'module'): (text: string) => void {
  let left = MOST_CHARACTERS;
  let atStart = true;
  return (text) => {
    if (left === 0) return;
    const shown = printableLines(text.slice(0, left));
    left -= Math.min(left, text.length);
    const lines = shown.replace(/\n(?=[\s\S])/g, `\n[${whose}] `);
    process.stderr.write(atStart ? `[${whose}] ${lines}` : lines);
    atStart = shown.endsWith('\n');
    if (left === 0) process.stderr.write(`\n[${whose}] … (further output omitted)\n`);
  };
}
