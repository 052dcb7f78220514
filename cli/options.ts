// SPDX-License-Identifier: GPL-2.0-or-later
import { randomInt } from 'node:crypto';
import { InvalidArgumentError, Option } from 'commander';
import { SIDE_NAMES, type SideName } from '../oracle/run/side';

const CI_SEED = 1;

/** The seed of a run: the same for every run in CI, elsewhere a random one. */
export function seedOf(given: number | undefined): number {
  return given ?? (process.env['CI'] === undefined ? randomInt(2 ** 32) : CI_SEED);
}

/** Reads a whole number of at least `least`, below 2^53. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number of at least ${least}, got ${text}.`);
    }
    return value;
  };
}

/** Reads the name of a file or folder; an empty one (from an unset variable) is rejected. */
export function placeName(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('expected a path, got an empty name.');
}

/** Reads names of sides, separated by commas. */
function sideList(text: string): readonly SideName[] {
  const names = text.split(',');
  const sides = SIDE_NAMES.filter((side) => names.includes(side));
  const unknown = names.find((name) => !SIDE_NAMES.some((side) => side === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`expected names from ${SIDE_NAMES.join(', ')}, got ${unknown}.`);
  }
  return sides;
}

/** `--sides`, by default those of the golden vectors. */
export function sidesOption(): Option {
  const golden: readonly SideName[] = ['v5.7', 'legacy', 'modern'];
  return new Option('--sides <names>', `sides to run, from ${SIDE_NAMES.join(', ')}`)
    .argParser(sideList)
    .default(golden, golden.join(','));
}

/** `--sides` of a command that takes trees, too: names are checked when those are open. */
export function sidesOrTreesOption(): Option {
  const golden: readonly string[] = ['v5.7', 'legacy', 'modern'];
  return new Option('--sides <names>', `sides to run, from ${SIDE_NAMES.join(', ')}, and --tree`)
    .argParser((text) => text.split(','))
    .default(golden, golden.join(','));
}
