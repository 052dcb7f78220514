// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';

/**
 * Ends the command with a usage error if an option was given that has no effect beside another one:
 * a report that is asked for and never written would pass for one that was.
 *
 * @param mode the option that makes the command do something else, as it is written.
 * @param takes the options that have an effect then, by their attributes' names.
 */
export function refuseOthers(command: Command, mode: string, takes: readonly string[]): void {
  const other = command.options.find((option) => {
    const name = option.attributeName();
    return !takes.includes(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (other !== undefined) {
    command.error(`error: option '${other.long ?? other.flags}' has no effect with '${mode}'`);
  }
}
