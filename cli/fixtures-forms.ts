// SPDX-License-Identifier: GPL-2.0-or-later
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { FIXTURE_FORMATS, type FixtureFormatName, formatOfName } from '../corpus/formats/registry';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError, show } from '../oracle/scenario/input-error';

/** @throws ArgumentError for formats that do not fit the output path. */
export function formatsFor(
  out: string,
  given: readonly FixtureFormatName[] | undefined,
): readonly FixtureFormatName[] {
  const named = formatOfFile(out);
  const formats = given ?? [named ?? 'jsonl'];
  if (named !== undefined && (formats.length > 1 || formats[0] !== named)) {
    throw new ArgumentError(`"--format" expected ${named}, to match ${out}, got ${formats.join()}`);
  }
  if (out === '-' && (formats.length > 1 || formats[0] === 'jsonl.gz')) {
    throw new ArgumentError(
      `"--format" expected one uncompressed format for standard output, got ${formats.join()}`,
    );
  }
  return formats;
}

/**
 * The format that a path names, unless it is a folder.
 * @throws InputError for an unknown extension: nobody means a folder called `corpus.json`. What has no letter in it is
 *   a number, as that of a release in `cover-6.12`.
 */
export function formatOfFile(path: string): FixtureFormatName | undefined {
  if (path === '-' || isFolder(path)) return undefined;
  const format = formatOfName(path);
  if (format === undefined && /[a-z]/i.test(extname(path)) && !/[/\\]$/.test(path)) {
    throw new InputError(
      { file: path },
      'expected a file with a known extension (.jsonl .jsonl.gz .h .c .tap), or a folder, with a / ' +
        `at the end if its name contains a dot, got ${extname(path)}`,
    );
  }
  return format;
}

/** A path that cannot be inspected counts as no folder: writing there reports the problem. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Reads comma-separated names of formats; in the order in which files are written. */
export function formatList(text: string): readonly FixtureFormatName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !FIXTURE_FORMATS.some((format) => format === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `expected formats from ${FIXTURE_FORMATS.join(', ')}, got ${show(unknown)}.`,
    );
  }
  return FIXTURE_FORMATS.filter((format) => names.includes(format));
}
