// SPDX-License-Identifier: GPL-2.0-or-later

import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CoverIncomplete } from '../oracle/fixtures/cover/cover-source';
import { parseSelection } from '../oracle/fixtures/features/selection';
import { DEFAULT_PREFIX } from '../oracle/fixtures/formats/c-types';
import { FORMATS, type FormatName, formatOfName } from '../oracle/fixtures/formats/registry';
import {
  type GenerateOptions,
  generateFile,
  generateFolder,
  generateText,
} from '../oracle/fixtures/generate';
import { TooRare } from '../oracle/fixtures/random-source';
import { PROFILES, type Profile } from '../oracle/generate/generate';
import { generatedText } from '../oracle/report/fixtures-text';
import type { SideName } from '../oracle/run/side';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError, show } from '../oracle/scenario/input-error';
import { ExitCode } from './exit-code';
import { vectorFiles } from './golden-files';
import { interruptible } from './interruptible';
import { placeName, sidesOption, wholeNumber } from './options';
import { Output } from './output';
import { printText, say } from './print';

const DEFAULT_COUNT = 100;
const DEFAULT_SEED = 1;
const DEFAULT_SEARCH = 1_000_000;
const DEFAULT_LIMIT = 8 * 2 ** 20;

interface Arguments {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  readonly profile: Profile;
  readonly sides: readonly SideName[];
  readonly only: readonly string[];
  readonly cover?: true;
  readonly format?: readonly FormatName[];
  readonly prefix: string;
  readonly search: number;
  readonly limit: number;
  readonly force?: true;
}

/** `hmm-pfn fixtures generate` */
export function fixturesGenerateCommand(): Command {
  return new Command('generate')
    .description(
      'Write random scenarios, or the smallest corpus that reaches everything, with what each side ' +
        'makes of them. The same arguments give the same bytes on any machine.',
    )
    .requiredOption(
      '--out <path>',
      'a folder; a file, by its name (.jsonl .jsonl.gz .h .c .tap); or - for standard output',
      placeName,
    )
    .option('--count <number>', 'how many scenarios', wholeNumber(1), DEFAULT_COUNT)
    .option('--seed <number>', 'where the random scenarios begin', wholeNumber(0), DEFAULT_SEED)
    .addOption(
      new Option('--profile <name>', 'how large they are').choices(PROFILES).default('small'),
    )
    .addOption(sidesOption())
    .addOption(
      new Option(
        '--only <features...>',
        'only scenarios with these features: of each argument one, with commas between (fixtures ' +
          'features lists them)',
      ).default([], 'all'),
    )
    .addOption(
      new Option(
        '--cover',
        'the smallest corpus that reaches every cell of the coverage table and every known cause',
      ).conflicts(['count', 'only', 'search']),
    )
    .addOption(
      new Option('--format <names>', `forms, of ${FORMATS.join(', ')} (default: jsonl)`).argParser(
        formatList,
      ),
    )
    .option('--prefix <name>', 'begins names in C and names of files', prefixName, DEFAULT_PREFIX)
    .option(
      '--search <number>',
      'how many random scenarios are looked at, at most',
      wholeNumber(1),
      DEFAULT_SEARCH,
    )
    .option(
      '--limit <characters>',
      'refuse larger C and KUnit files',
      wholeNumber(1),
      DEFAULT_LIMIT,
    )
    .option('--force', 'replace files that this command did not write')
    .addHelpText(
      'after',
      '\nExit codes: 0 written, 1 there are no such scenarios, 2 bad usage, or it cannot be written.',
    )
    .action(runGenerate);
}

async function runGenerate(given: Arguments): Promise<void> {
  const options = optionsOf(given);
  parseSelection(options.only);
  try {
    await interruptible((signal) => generate(given.out, options, signal));
  } catch (error) {
    if (error instanceof TooRare || error instanceof CoverIncomplete) {
      say(error.message);
      process.exitCode = ExitCode.found;
    } else if (error instanceof Error && error.name === 'AbortError') {
      say('interrupted; nothing was written');
      process.exitCode = ExitCode.interrupted;
    } else {
      throw error;
    }
  }
}

async function generate(out: string, options: GenerateOptions, signal: AbortSignal): Promise<void> {
  if (out === '-') {
    const output = new Output(process.stdout);
    await generateText(options, (text) => output.write(text), signal);
    await output.flush();
    return;
  }
  const write = formatOfFile(out) === undefined ? generateFolder : generateFile;
  const report = await write(out, options, signal);
  printText(`${generatedText(out, options, report)}\n`);
}

function optionsOf(given: Arguments): GenerateOptions {
  const { seed, profile, sides, only, prefix, search, limit } = given;
  return {
    ...{ seed, profile, sides, only, prefix, search, limit },
    count: given.cover ? undefined : given.count,
    vectors: given.cover ? vectorFiles(undefined) : [],
    formats: formatsFor(given.out, given.format),
    force: given.force === true,
  };
}

/** @throws ArgumentError for formats that do not fit where they are to go. */
function formatsFor(out: string, given: readonly FormatName[] | undefined): readonly FormatName[] {
  const named = formatOfFile(out);
  const formats = given ?? [named ?? 'jsonl'];
  if (named !== undefined && (formats.length > 1 || formats[0] !== named)) {
    throw new ArgumentError(`"--format" expected ${named}, as ${out} says, got ${formats.join()}`);
  }
  if (out === '-' && (formats.length > 1 || formats[0] === 'jsonl.gz')) {
    throw new ArgumentError(
      `"--format" expected one form that is no gzip, for standard output, got ${formats.join()}`,
    );
  }
  return formats;
}

/**
 * The form that a path names, unless it is a folder.
 * @throws InputError for a file of no known form: a folder called `corpus.json` is meant by nobody.
 */
function formatOfFile(path: string): FormatName | undefined {
  if (path === '-' || isFolder(path)) return undefined;
  const format = formatOfName(path);
  if (format === undefined && extname(path) !== '' && !/[/\\]$/.test(path)) {
    throw new InputError(
      { file: path },
      'expected a file whose name says its form (.jsonl .jsonl.gz .h .c .tap), or a folder, with / ' +
        `at its end if there is a dot in its name, got ${extname(path)}`,
    );
  }
  return format;
}

/** What cannot be looked at is no folder: writing there says what is in the way. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Reads names of formats with commas between; in the order in which files are written. */
function formatList(text: string): readonly FormatName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !FORMATS.some((format) => format === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `expected forms of ${FORMATS.join(', ')}, got ${show(unknown)}.`,
    );
  }
  return FORMATS.filter((format) => names.includes(format));
}

function prefixName(text: string): string {
  if (/^[a-z][a-z0-9_]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError(
    `expected a lower-case C identifier of at most 64 characters, got ${show(text)}.`,
  );
}
