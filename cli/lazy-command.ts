// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';

/** A command whose module is loaded only if the command line names it. */
export interface LazyCommand {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Whether it is the default if none is named. */
  readonly isDefault?: true;
  readonly load: (words: Words) => Command;
}

/** The words of the command line; undefined: they may be anything. */
export type Words = readonly string[] | undefined;

/**
 * Adds the commands that the words can mean, and only the name and summary of the others: help, and a
 * suggestion for a misspelled name, need no more.
 */
export function addCommands(
  parent: Command,
  commands: readonly LazyCommand[],
  words: Words,
): Command {
  const isNamed = ({ name }: LazyCommand): boolean => words?.includes(name) ?? true;
  const isAnyNamed = commands.some((one) => isNamed(one));
  for (const one of commands) {
    const isMeant = isNamed(one) || (one.isDefault === true && !isAnyNamed);
    const command = isMeant ? one.load(words) : new Command(one.name);
    parent.addCommand(command.summary(one.summary), { isDefault: one.isDefault === true });
  }
  return parent.configureHelp({ subcommandTerm: (command) => command.name() });
}
