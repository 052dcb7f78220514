// SPDX-License-Identifier: GPL-2.0-or-later

import { Command, InvalidArgumentError, Option } from 'commander';
import { CoverIncomplete } from '../corpus/cover/cover-source';
import { parseSelection } from '../corpus/features/selection';
import { DEFAULT_PREFIX } from '../corpus/formats/c-types';
import { FIXTURE_FORMATS, type FixtureFormatName } from '../corpus/formats/registry';
import {
  type GenerateOptions,
  generateFile,
  generateFolder,
  generateText,
} from '../corpus/generate';
import { BadLines } from '../corpus/given-scenarios';
import { NoneSelected } from '../corpus/given-source';
import { KNOWN_FORMAT_NAMES, ownFormat } from '../corpus/own-format';
import { TooRare } from '../corpus/random-source';
import { interruptible } from '../oracle/child/ending-signals';
import { RANGE_FAULT_PROFILES, type RangeFaultProfile } from '../oracle/generate/profiles';
import type { SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { show } from '../oracle/scenario/input-error';
import { generatedText, givenNotes } from '../report/text/fixtures-text';
import { ExitCode } from './exit-code';
import { formatList, formatOfFile, formatsFor } from './fixtures-forms';
import { placeName, sidesOption, vectorFiles, wholeNumber } from './options';
import { Output } from './output';
import { printText, say } from './print';
import { addTree, type OpenTreeArguments, withOpenTrees } from './trees';

const DEFAULT_COUNT = 100;
const DEFAULT_SEED = 1;
const DEFAULT_SEARCH = 1_000_000;
const DEFAULT_LIMIT = 8 * 2 ** 20;

interface Arguments extends Pick<OpenTreeArguments, 'tree'> {
  readonly sides: readonly SideName[];
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly profile: RangeFaultProfile;
  readonly only: readonly string[];
  readonly cover?: true;
  readonly from?: readonly string[];
  readonly legacy?: string;
  readonly allowIllFormed?: true;
  readonly format?: readonly FixtureFormatName[];
  readonly prefix: string;
  readonly search: number;
  readonly limit: number;
  readonly force?: true;
}

/** `hmm-pfn fixtures generate` */
export function fixturesGenerateCommand(): Command {
  return new Command('generate')
    .description(
      'Write random scenarios, the scenarios of files, or the covering corpus, with the results of ' +
        'each side. The same arguments give the same bytes on any machine.',
    )
    .requiredOption(
      '--out <path>',
      'a folder; a file, in the format of its extension (.jsonl .jsonl.gz .h .c .tap); or - for standard output',
      placeName,
    )
    .option('--count <number>', 'number of scenarios', wholeNumber(1), DEFAULT_COUNT)
    .option('--seed <number>', 'seed of the random scenarios', wholeNumber(0), DEFAULT_SEED)
    .addOption(
      new Option('--profile <name>', 'size of the scenarios; recent: newer entries, too')
        .choices(RANGE_FAULT_PROFILES)
        .default('small'),
    )
    .addOption(sidesOption())
    .addOption(
      new Option(
        '--only <features...>',
        'only scenarios that have, for each argument, one of its comma-separated features (fixtures ' +
          'features lists them)',
      ).default([], 'all'),
    )
    .addOption(
      new Option(
        '--cover',
        'a small corpus that reaches every cell of the coverage table and every known cause',
      ).conflicts(['count', 'only', 'search']),
    )
    .addOption(coveredTreeOption())
    .addOption(
      new Option(
        '--from <files...>',
        'make fixtures of the scenarios in these files: JSON Lines or one document, plain or gzip; - ' +
          'is standard input. All ids must differ; results in the files are computed again',
      )
        .argParser(addPlace)
        .conflicts(['cover', 'count', 'seed', 'profile', 'search']),
    )
    .option(
      '--legacy <format>',
      'use this customizable format in all scenarios, instead of their own: ' +
        `${KNOWN_FORMAT_NAMES.join(', ')}, or a file with the "legacy" of a scenario ` +
        'document ({"flags": {"valid", "write"}, "values": {"error", "none", "special"}, "pfnShift"})',
      placeName,
    )
    .option(
      '--allow-ill-formed',
      'accept an ill-formed --legacy format, one that no driver can rely on',
    )
    .addOption(
      new Option(
        '--format <names>',
        `output formats, from ${FIXTURE_FORMATS.join(', ')} (default: jsonl)`,
      ).argParser(formatList),
    )
    .option('--prefix <name>', 'prefix of C identifiers and file names', prefixName, DEFAULT_PREFIX)
    .option(
      '--search <number>',
      'give up after this many random scenarios',
      wholeNumber(1),
      DEFAULT_SEARCH,
    )
    .option(
      '--limit <characters>',
      'refuse to write larger C and KUnit files',
      wholeNumber(1),
      DEFAULT_LIMIT,
    )
    .option('--force', 'also replace files that this command did not write')
    .addHelpText(
      'after',
      '\nExit codes: 0 written; 1 no such scenarios were found; 2 bad usage or input, or output that\n' +
        'cannot be written; 70 a defect in hmm-pfn itself; 130 interrupted.',
    )
    .action(runGenerate);
}

async function runGenerate(given: Arguments, command: Command): Promise<void> {
  const options = await optionsOf(given);
  parseSelection(options.only);
  if (given.tree === undefined) return generateOrSay(given.out, options);
  if (given.cover !== true) command.error("error: option '--tree' needs '--cover'");
  const { length } = given.tree;
  if (length > 1) {
    command.error(`error: option '--tree' expected one tree to cover, got ${length}`);
  }
  const isDefault = (option: string): boolean => command.getOptionValueSource(option) === 'default';
  // What the corpus is chosen by, are the counters of the tree.
  await withOpenTrees({ ...given, coverage: true }, command, async (trees) => {
    for (const tree of trees) {
      const { name, files, fit } = tree;
      const code = await tree.ways();
      try {
        await generateOrSay(given.out, {
          ...{ ...options, code, tree: { name, files } },
          ...(isDefault('sides') ? { sides: [fit.side] } : {}),
          // Some of the code of a release is reached with newer entries only.
          ...(isDefault('profile') ? { profile: 'recent' } : {}),
        });
      } finally {
        code.close();
      }
    }
  });
}

async function generateOrSay(out: string, options: GenerateOptions): Promise<void> {
  try {
    await interruptible((signal) => generate(out, options, signal));
  } catch (error) {
    if (isWithoutSuch(error)) {
      say(error.message);
      process.exitCode = ExitCode.found;
    } else if (error instanceof BadLines) {
      for (const line of badLines(error)) say(line);
      process.exitCode = ExitCode.badInput;
    } else if (error instanceof Error && error.name === 'AbortError') {
      const left = out === '-' ? 'what was written is incomplete' : 'nothing was written';
      say(`interrupted; ${left}`);
      process.exitCode = ExitCode.interrupted;
    } else {
      throw error;
    }
  }
}

/** Whether it means that no scenarios satisfy the request. */
function isWithoutSuch(error: unknown): error is TooRare | CoverIncomplete | NoneSelected {
  return (
    error instanceof TooRare || error instanceof CoverIncomplete || error instanceof NoneSelected
  );
}

function badLines({ errors, more, complete }: BadLines): readonly string[] {
  const lines = errors.map(({ message }) => message);
  if (more > 0) lines.push(`… and ${more} more${complete ? '' : '; the rest was not read'}`);
  return [...lines, 'nothing was written'];
}

async function generate(out: string, options: GenerateOptions, signal: AbortSignal): Promise<void> {
  if (out === '-') {
    const output = new Output(process.stdout);
    const { given } = await generateText(options, (text) => output.write(text), signal);
    await output.flush();
    const notes = given === undefined ? [] : givenNotes(given);
    for (const note of notes) say(note);
    return;
  }
  const write = formatOfFile(out) === undefined ? generateFolder : generateFile;
  const report = await write(out, options, signal);
  printText(`${generatedText(out, options, report)}\n`);
}

async function optionsOf(given: Arguments): Promise<GenerateOptions> {
  const { seed, profile, sides, only, prefix, search, limit, from } = given;
  refuseUnread(given);
  return {
    ...{ seed, profile, sides, only, prefix, search, limit, from },
    count: given.cover ? undefined : given.count,
    legacy:
      given.legacy === undefined
        ? undefined
        : await ownFormat(given.legacy, given.allowIllFormed === true, '--allow-ill-formed'),
    vectors: given.cover ? vectorFiles(undefined) : [],
    formats: formatsFor(given.out, given.format),
    force: given.force === true,
  };
}

function coveredTreeOption(): Option {
  return new Option(
    '--tree <name=path>',
    'with --cover: the kernel tree (or folder with the few files of it) whose lines and branches the corpus reaches, in ' +
      'place of tables and causes. --sides is then by default the model nearest to it, --profile is recent',
  ).argParser(addTree);
}

/** @throws ArgumentError for input that would have to be read twice, or that nothing would use. */
function refuseUnread({ from = [], legacy, allowIllFormed }: Arguments): void {
  const standard = [...from, legacy].filter((place) => place === '-');
  if (standard.length > 1) {
    throw new ArgumentError(
      '"-" expected at most once, as standard input can only be read once, got it again',
    );
  }
  if (allowIllFormed && legacy === undefined) {
    throw new ArgumentError('"--allow-ill-formed" expected a format (--legacy), got none');
  }
}

/** Collects the files of `--from`. */
function addPlace(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), placeName(text)];
}

function prefixName(text: string): string {
  if (/^[a-z][a-z0-9_]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError(
    `expected a lower-case C identifier of at most 64 characters, got ${show(text)}.`,
  );
}
