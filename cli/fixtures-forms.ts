// SPDX-License-Identifier: GPL-2.0-or-later
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { FORMATS, type FormatName, formatOfName } from '../oracle/fixtures/formats/registry';
import { ArgumentError } from '../oracle/scenario/argument-error';
import { InputError, show } from '../oracle/scenario/input-error';

/** @throws ArgumentError for formats that do not fit where they are to go. */
export function formatsFor(
  out: string,
  given: readonly FormatName[] | undefined,
): readonly FormatName[] {
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
export function formatOfFile(path: string): FormatName | undefined {
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
export function formatList(text: string): readonly FormatName[] {
  const names = text.split(',');
  const unknown = names.find((name) => !FORMATS.some((format) => format === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      `expected forms of ${FORMATS.join(', ')}, got ${show(unknown)}.`,
    );
  }
  return FORMATS.filter((format) => names.includes(format));
}
