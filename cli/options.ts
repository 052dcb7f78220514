// SPDX-License-Identifier: GPL-2.0-or-later
import { randomInt } from 'node:crypto';
import { InvalidArgumentError, Option } from 'commander';
import { SIDE_NAMES, type SideName } from '../oracle/run/side';

const CI_SEED = 1;

/** The seed of a run: in CI every run is the same, elsewhere each one looks at other scenarios. */
export function seedOf(given: number | undefined): number {
  return given ?? (process.env['CI'] === undefined ? randomInt(2 ** 32) : CI_SEED);
}

/** Reads a whole number from `least` up, below 2^53. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`expected a whole number from ${least} up, got ${text}.`);
    }
    return value;
  };
}

/** Reads the name of a file or folder, of which something is left if a variable was empty. */
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
    throw new InvalidArgumentError(`expected names of ${SIDE_NAMES.join(', ')}, got ${unknown}.`);
  }
  return sides;
}

/** `--sides`, by default those of the golden vectors. */
export function sidesOption(): Option {
  const golden: readonly SideName[] = ['v5.7', 'legacy', 'modern'];
  return new Option('--sides <names>', `which sides to run, of ${SIDE_NAMES.join(', ')}`)
    .argParser(sideList)
    .default(golden, golden.join(','));
}
