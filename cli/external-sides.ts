// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ExternalSide } from '../oracle/external/external-side';
import type { SideSpec } from '../oracle/external/spec';
import { lazy } from '../oracle/package/lazy';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { secondsLimit } from './options';

const specs = lazy((): typeof import('../oracle/external/spec') =>
  require('../oracle/external/spec'),
);
const output = lazy((): typeof import('./module-output') => require('./module-output'));
const programs = lazy((): typeof import('../oracle/external/program-side') =>
  require('../oracle/external/program-side'),
);
const results = lazy((): typeof import('../oracle/external/results-file') =>
  require('../oracle/external/results-file'),
);

/** The kinds of sides from outside that a command line can name. */
interface SideKind {
  /** The name of the option. */
  readonly option: 'side' | 'results';
  /** What stands after the name of the side. */
  readonly rest: string;
  readonly help: string;
  open(spec: SideSpec, limits: OpeningLimits): Promise<ExternalSide>;
}

interface OpeningLimits {
  /** How long each answer may take. */
  readonly limitMs: number;
  readonly onOutput: (text: string) => void;
}

const KINDS: readonly SideKind[] = [
  {
    option: 'side',
    rest: 'command',
    help: 'also a side that is a program: it is asked in JSON Lines over its standard streams (docs/sides.md; repeatable)',
    open: ({ rest, ...spec }, limits) => programs().openProgram({ ...spec, command: rest }, limits),
  },
  {
    option: 'results',
    rest: 'file',
    help: 'also a side that is a file of results, as run prints them (repeatable)',
    open: ({ rest, ...spec }) => results().openResults({ ...spec, file: rest }),
  },
];

const TIME_LIMIT_S = 10;

/** The options that name sides from outside. */
export interface ExternalArguments {
  readonly side?: readonly SideSpec[];
  readonly results?: readonly SideSpec[];
  /** Seconds. */
  readonly timeLimit: number;
}

/** Adds the options that name sides from outside, one for each kind. */
export function addExternalSides(command: Command): Command {
  for (const { option, rest, help } of KINDS) {
    command.addOption(
      new Option(`--${option} <name=${rest}>`, help).argParser(
        (text: string, before: readonly SideSpec[] = []) => [...before, specOf(text, option, rest)],
      ),
    );
  }
  return command.option(
    '--time-limit <seconds>',
    'time limit for each answer of a side that is a program',
    secondsLimit,
    TIME_LIMIT_S,
  );
}

function specOf(text: string, option: string, rest: string): SideSpec {
  try {
    return specs().readSideSpec(text, option, rest.toUpperCase());
  } catch (error) {
    if (error instanceof ArgumentError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

/**
 * Runs something with the sides that a command line names, and ends them afterwards.
 * @throws InputError for one that does not begin, or cannot be read.
 */
export async function withExternalSides<Result>(
  given: ExternalArguments,
  run: (sides: readonly ExternalSide[]) => Result | Promise<Result>,
): Promise<Result> {
  const named = KINDS.flatMap(({ option }) => given[option] ?? []);
  if (named.length === 0) return run([]);
  specs().requireOwnNames(named);
  const limits = { limitMs: given.timeLimit * 1000, onOutput: output().printModuleOutput('side') };
  const sides: ExternalSide[] = [];
  try {
    for (const { option, open } of KINDS) {
      for (const spec of given[option] ?? []) sides.push(await open(spec, limits));
    }
    return await run(sides);
  } finally {
    for (const side of sides) side.close();
  }
}
