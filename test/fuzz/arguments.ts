// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command, Option } from 'commander';
import type { Draw } from './draw';
import { EXTREMES } from './mutate';

/** Options whose numbers say how much work there is. */
const AMOUNT = /^(runs|count|search|scope|time-?limit|timeout|compile-?timeout)$/i;
const MUCH = 1000;
/** Nothing outside the folder of a case is read or written: a name with a slash may be there. */
const WORDS = EXTREMES.filter((word) => !word.includes('/'));
const MOST_CHANGES = 3;

/** All commands that do something, with the names that lead to them. */
export function leavesOf(command: Command, names: readonly string[] = []): Map<string, Command> {
  if (command.commands.length === 0) return new Map([[names.join(' '), command]]);
  return new Map(command.commands.flatMap((one) => [...leavesOf(one, [...names, one.name()])]));
}

/** A command line, changed in some places: options of the command's own, and words of no sense. */
export function changedWords(
  words: readonly string[],
  command: Command,
  files: readonly string[],
  draw: Draw,
): readonly string[] {
  let changed = words;
  const changes = draw.oneIn(2) ? 0 : 1 + draw.below(MOST_CHANGES);
  for (let change = 0; change < changes; change++) {
    const at = draw.below(changed.length + 1);
    const [removed, added] = draw.of<readonly [number, readonly string[]]>([
      [1, []],
      [1, [word(files, draw)]],
      [0, [word(files, draw)]],
      [0, changed.slice(at, at + 1)],
      [0, optionWords(draw.of(command.options), files, draw)],
      [0, optionWords(draw.of(command.options), files, draw)],
    ]);
    changed = [...changed.slice(0, at), ...added, ...changed.slice(at + removed)];
  }
  return changed;
}

function optionWords(option: Option, files: readonly string[], draw: Draw): readonly string[] {
  const flag = option.long ?? option.flags;
  if (!option.required && !option.optional) return [flag];
  const values = flag === '--report' ? [draw.of(['json', 'junit', 'x']), 'other.out'] : [];
  return [flag, ...values, ...(values.length > 0 ? [] : [valueFor(option, files, draw)])];
}

function valueFor(option: Option, files: readonly string[], draw: Draw): string {
  if (AMOUNT.test(option.name())) return draw.of(WORDS.filter((one) => !(Number(one) > MUCH)));
  const choices = option.argChoices ?? [];
  return draw.oneIn(2) && choices.length > 0 ? draw.of(choices) : word(files, draw);
}

function word(files: readonly string[], draw: Draw): string {
  if (draw.oneIn(2))
    return draw.of([...files, '.', '-', 'missing', 'new-folder', 'modern', 'v5.7']);
  return draw.of(WORDS);
}
