// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readMinimums } from '../oracle/batch/minimums';
import { type CampaignSpec, campaignSpec } from '../oracle/batch/spec';
import type { PlannedFile } from '../oracle/chunk/plan';
import { planFile } from '../oracle/chunk/plan-file';
import { PROFILES, type Profile } from '../oracle/generate/profiles';
import type { SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { SCOPES } from '../oracle/scope/scopes';
import {
  everyCallOption,
  HELD_TO,
  ONLY_COMPARED,
  placeName,
  seedOf,
  sidesOption,
  vectorFiles,
  wholeNumber,
  withVectorOptions,
} from './options';

const DEFAULT_RUNS = 10_000_000;

/** The part of a command line that says which scenarios a campaign has. */
interface SpecArguments {
  readonly sides: readonly SideName[];
  readonly vectors?: readonly string[] | false;
  readonly scope: string;
  readonly everyCall?: true;
  readonly runs?: number;
  readonly seed?: readonly number[] | 'auto';
  readonly profile: readonly Profile[];
  readonly guided?: true;
  readonly minimums?: string;
  /** Those that were given, by name. */
  readonly given: ReadonlySet<string>;
  /** Whether there is another end than that of the scenarios, or the campaign is one of shards. */
  readonly isEndless: boolean;
  readonly isShard: boolean;
}

const NAMES = [
  'sides',
  'vectors',
  'scope',
  'everyCall',
  'runs',
  'seed',
  'profile',
  'guided',
  'minimums',
] as const;

/** Gives a command the options of {@link SpecArguments}. */
export function withSpecOptions(command: Command): Command {
  return withVectorOptions(command, HELD_TO, ONLY_COMPARED)
    .addOption(
      new Option('--scope <number>', 'check every scenario of a bounded scope')
        .choices(['0', '1', '2', '3'])
        .default('1'),
    )
    .addOption(everyCallOption())
    .option(
      '--runs <count>',
      `random scenarios of each seed and profile (default: ${DEFAULT_RUNS}; no end with --time or --until-new)`,
      wholeNumber(0),
    )
    .option(
      '--seed <numbers>',
      'seeds, separated by commas; auto: a random one (default: random; 1 in CI)',
      seedList,
    )
    .addOption(
      new Option('--profile <names>', `sizes of the random scenarios, from ${PROFILES.join(', ')}`)
        .argParser(profileList)
        .default(['mixed'], 'mixed'),
    )
    .option(
      '--guided',
      'keep random scenarios that meet two things for the first time in one call, and vary them',
    )
    .option('--minimums <file>', 'what the random scenarios have to reach at least', placeName)
    .addOption(sidesOption());
}

/** What a command line says of the scenarios of a campaign. */
export function specArguments(command: Command): SpecArguments {
  const options: Omit<SpecArguments, 'given' | 'isEndless' | 'isShard'> & {
    readonly time?: number;
    readonly untilNew?: number;
    readonly shard?: object;
  } = command.opts();
  const given = NAMES.filter((name) => command.getOptionValueSource(name) === 'cli');
  return {
    ...options,
    given: new Set(given),
    isEndless: options.time !== undefined || options.untilNew !== undefined,
    isShard: options.shard !== undefined,
  };
}

/**
 * The campaign of a command line.
 *
 * @param began the campaign to go on with: it has what the command line does not say.
 * @throws ArgumentError if it has no scenarios, InputError for files that cannot be used.
 */
export async function askedSpec(
  asked: SpecArguments,
  began: CampaignSpec | undefined,
): Promise<CampaignSpec> {
  const { given } = asked;
  const isSaid = (name: (typeof NAMES)[number]): boolean => began === undefined || given.has(name);
  const before = began?.plan;
  const minimums =
    began !== undefined && !isSaid('minimums')
      ? began.minimums
      : asked.minimums === undefined
        ? null
        : readMinimums(asked.minimums);
  const vectors =
    before !== undefined && !isSaid('vectors')
      ? before.vectors
      : await plannedFiles(vectorFiles(asked.vectors));
  const sides = before !== undefined && !isSaid('sides') ? before.sides : asked.sides;
  const scope =
    before !== undefined && !isSaid('scope')
      ? before.scope
      : (SCOPES.find((one) => String(one) === asked.scope) ?? 0);
  const everyCall =
    before !== undefined && !isSaid('everyCall') ? before.everyCall : asked.everyCall;
  if (everyCall === true && scope === 0) {
    throw new ArgumentError('"every-call" expected a scope, got scope 0, which has no calls');
  }
  const runs = before !== undefined && !isSaid('runs') ? before.runs : runsOf(asked);
  const streams =
    before !== undefined && !isSaid('seed') && !isSaid('profile') && !isSaid('guided')
      ? before.streams
      : runs === 0
        ? []
        : streamsOf(asked, before === undefined ? undefined : before.streams);
  const plan = {
    ...{ sides, vectors, scope, streams },
    ...(everyCall === true && { everyCall }),
    runs: runs === 0 ? null : runs,
    together: minimums?.together !== undefined,
  };
  if (vectors.length === 0 && scope === 0 && streams.length === 0) {
    throw new ArgumentError('"campaign" expected vectors, a scope or random scenarios, got none');
  }
  return campaignSpec(plan, minimums);
}

function runsOf({ runs, isEndless }: SpecArguments): number | null {
  return runs ?? (isEndless ? null : DEFAULT_RUNS);
}

function streamsOf(
  { seed, profile, given, guided, isShard }: SpecArguments,
  before: CampaignSpec['plan']['streams'] | undefined,
): CampaignSpec['plan']['streams'] {
  if (isShard && (seed === undefined || seed === 'auto') && before === undefined) {
    throw new ArgumentError(
      '"seed" expected numbers, as all shards have the same, got none: each would have another',
    );
  }
  const seeds =
    seed === undefined
      ? (before?.map((stream) => stream.seed) ?? [seedOf(undefined)])
      : seed === 'auto'
        ? [seedOf('auto')]
        : seed;
  const profiles = given.has('profile')
    ? profile
    : (before?.map((stream) => stream.profile) ?? profile);
  const isGuided = guided === true || before?.some((stream) => stream.guided === true) === true;
  return [...new Set(seeds)].flatMap((one) =>
    [...new Set(profiles)].map((size) => ({
      ...{ seed: one, profile: size },
      ...(isGuided && { guided: true }),
    })),
  );
}

async function plannedFiles(files: readonly string[]): Promise<readonly PlannedFile[]> {
  const planned: PlannedFile[] = [];
  for (const file of files) {
    if (planned.some((one) => one.file === file)) {
      throw new ArgumentError(`"vectors" expected each file once, got ${file} twice`);
    }
    planned.push(await planFile(file));
  }
  return planned;
}

function seedList(text: string): readonly number[] | 'auto' {
  return text === 'auto' ? text : text.split(',').map(wholeNumber(0));
}

function profileList(text: string): readonly Profile[] {
  return text.split(',').map((name) => {
    const found = PROFILES.find((one) => one === name);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`expected names from ${PROFILES.join(', ')}, got ${name}.`);
  });
}
