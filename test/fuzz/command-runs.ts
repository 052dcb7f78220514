// SPDX-License-Identifier: GPL-2.0-or-later
import { runCommandCase } from './command-case';
import { type CommandTarget, commandTargets } from './commands';
import type { CaseRange, Crash } from './crash';

/** What came of some runs of commands. */
export interface CommandRuns {
  readonly tried: number;
  readonly crashes: readonly Crash[];
}

/** A case of each command in turn. */
export function commandOf(targets: readonly CommandTarget[], number: number): CommandTarget {
  const target = targets[number % targets.length];
  if (target === undefined) throw new Error('expected commands, got none');
  return target;
}

/**
 * Starts commands with changed words and files, two at a time.
 *
 * @param signal ends it early: what was started is waited for.
 */
export async function runCommands(range: CaseRange, signal: AbortSignal): Promise<CommandRuns> {
  const targets = await commandTargets();
  const crashes: Crash[] = [];
  let next = range.first;
  let tried = 0;
  const inTurn = async (): Promise<void> => {
    while (next < range.end && !signal.aborted) {
      const number = next++;
      const crash = await runCommandCase(commandOf(targets, number), range.seed, number);
      // Ctrl-C of a terminal goes to the commands, too: what they end with then says nothing.
      if (signal.aborted) return;
      tried++;
      if (crash !== undefined) crashes.push(crash);
    }
  };
  await Promise.all([inTurn(), inTurn()]);
  return { tried, crashes };
}
