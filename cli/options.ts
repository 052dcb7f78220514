// SPDX-License-Identifier: GPL-2.0-or-later
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { goldenFiles } from '../oracle/package/files';
import { SIDE_NAMES, type SideName } from '../oracle/run/side-names';
import { GOLDEN_SIDES, modelNamed, RELEASE_SPAN } from '../oracle/scenario/sides';
import type { OpenedTree } from '../tree/side/types';

const CI_SEED = 1;

/** The seed of a run: the same for every run in CI, elsewhere a random one; `auto` is always random. */
export function seedOf(given: number | 'auto' | undefined): number {
  if (typeof given === 'number') return given;
  const isFixed = given === undefined && process.env['CI'] !== undefined;
  return isFixed ? CI_SEED : randomInt(2 ** 32);
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
/** The longest time that a timer can wait for. */
const LONGEST_HOURS = 596;

/** Reads a duration, such as 90s, 30m or 8h, as milliseconds. */
export function duration(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(digits) * (UNITS[unit] ?? 0);
  if (milliseconds > 0 && milliseconds <= LONGEST_HOURS * 3_600_000) return milliseconds;
  const expected = `a duration such as 90s, 30m or 8h, up to ${LONGEST_HOURS}h`;
  throw new InvalidArgumentError(`expected ${expected}, got ${text}.`);
}

/** Reads a shard, such as 3/64. */
export function shardArgument(text: string): { readonly index: number; readonly of: number } {
  const [, first = '', second = ''] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [index, of] = [Number(first), Number(second)];
  if (index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError(`expected K/N with K from 1 to N, got ${text}.`);
}

/** Reads a whole number of at least `least`, up to `most`. */
export function wholeNumber(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  const span =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`expected a whole number ${span}, got ${text}.`);
    }
    return value;
  };
}

/** A day, in seconds: a timer of the system holds 24 days of milliseconds, and no run waits longer for one answer. */
const MOST_SECONDS = 86_400;

/** Reads a limit of time in seconds, up to a day. */
export const secondsLimit = wholeNumber(1, MOST_SECONDS);

/** Reads a limit of time in milliseconds, up to a day. */
export function millisecondsLimit(least: number): (text: string) => number {
  return wholeNumber(least, 1000 * MOST_SECONDS);
}

/** Threads beyond the processors are no faster, and each has some tens of MB. */
const MOST_JOBS = Math.max(64, availableParallelism());

/** Reads how many threads there are to be: as many as this machine has processors, or some more. */
export const jobCount = wholeNumber(1, MOST_JOBS);

/** Reads the name of a file or folder; an empty one (from an unset variable) is rejected. */
export function placeName(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('expected a path, got an empty name.');
}

/** Reads names of sides, separated by commas. */
function sideList(text: string): readonly SideName[] {
  const names = sideNames(text);
  const unknown = names.find((name) => !SIDE_NAMES.some((side) => side === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`expected names from ${SIDE_NAMES.join(', ')}, got ${unknown}.`);
  }
  return SIDE_NAMES.filter((side) => names.includes(side));
}

/** Names separated by commas; a release stands for the side that is in force in it. */
function sideNames(text: string): readonly string[] {
  return text.split(',').map((name) => modelNamed(name) ?? name);
}

/** `--every-call`, of commands that check a scope. */
export function everyCallOption(): Option {
  return new Option(
    '--every-call',
    'run every call of the scope, where one stands for all that ask effectively the same otherwise (docs/scopes.md)',
  );
}

const SIDES = `sides to run, from ${SIDE_NAMES.join(', ')}; modern-RELEASE[-32] is the one in force in any release from ${RELEASE_SPAN}`;

/** `--sides`, by default those of the golden vectors. */
export function sidesOption(): Option {
  return new Option('--sides <names>', SIDES)
    .argParser(sideList)
    .default(GOLDEN_SIDES, GOLDEN_SIDES.join(','));
}

/** `--sides` of a command that takes trees, too: names are checked when those are open. */
export function sidesOrTreesOption(): Option {
  const golden: readonly string[] = ['v5.7', 'legacy', 'modern'];
  return new Option('--sides <names>', `${SIDES}; and --tree`)
    .argParser(sideNames)
    .default(golden, golden.join(','));
}

/** The files that `--vectors` names: the golden vectors if it is not given, none for `--no-vectors`. */
export function vectorFiles(given: readonly string[] | false | undefined): readonly string[] {
  return given === false ? [] : (given ?? goldenFiles());
}

/** What a check does with vectors, and without them. */
export const HELD_TO =
  'results to check the sides against: JSON Lines, plain or gzip (default: the golden vectors)';
export const ONLY_COMPARED = 'compare the sides only with each other';

/**
 * Adds the options that say which files of vectors are read. Both set one value, of which the parser takes the last;
 * files that were named and are not read would be a pass over nothing, so that is refused.
 */
export function withVectorOptions(command: Command, files: string, none: string): Command {
  const given = new Set<string>();
  const take = (name: string) => (): void => {
    given.add(name);
    if (given.size < 2) return;
    const message =
      "error: option '--vectors <files...>' cannot be used with option '--no-vectors'";
    command.error(message, { code: 'commander.conflictingOption' });
  };
  return command
    .option('--vectors <files...>', files)
    .option('--no-vectors', none)
    .on('option:vectors', take('vectors'))
    .on('option:no-vectors', take('no-vectors'));
}

/** How wide a long is that trees are compiled for. */
export type Bits = OpenedTree['bits'];

/** The option `--bits`, of all that compiles trees. */
export function bitsOption(): Option {
  return new Option(
    '--bits <number>',
    'how wide a long is that trees are compiled for: 32 needs a compiler that has -m32',
  )
    .choices(['64', '32'])
    .argParser(bitsOf)
    .default(64);
}

function bitsOf(text: string): Bits {
  if (text === '64') return 64;
  if (text === '32') return 32;
  throw new InvalidArgumentError('expected 64 or 32.');
}

/**
 * Adds the options that say which address spaces an audit runs.
 * @param runs how many random ones, by default.
 */
export function addScenarioOptions(command: Command, runs: number): Command {
  command.option('--scenario <file>', 'run only the scenarios in this file (- is standard input)');
  withVectorOptions(
    command,
    'address spaces to run: JSON Lines, plain or gzip (default: the golden vectors)',
    'run no vectors',
  );
  return addMadeScenarios(command, ['0', '1', '2', '3'], runs);
}

/**
 * Adds the options that say which scenarios an audit makes.
 * @param scopes the bounded scopes that it has.
 * @param runs how many random ones, by default.
 */
export function addMadeScenarios(
  command: Command,
  scopes: readonly string[],
  runs: number,
): Command {
  return command
    .addOption(
      new Option('--scope <number>', 'run every scenario of a bounded scope')
        .choices(scopes)
        .default('1'),
    )
    .option('--runs <count>', 'number of random scenarios', wholeNumber(0), runs)
    .option('--seed <number>', 'their seed (default: random; 1 in CI)', wholeNumber(0));
}
