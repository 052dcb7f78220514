// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, Option } from 'commander';
import { REPORT_FORMAT_NAMES, type ReportFormatName } from '../report/machine/format/formats';

/** A report that the user wants. */
export interface ReportRequest {
  readonly format: ReportFormatName;
  /** A path; `-` is standard output. */
  readonly file: string;
}

/** What a command writes reports as. */
export interface ReportChoice {
  readonly formats: readonly ReportFormatName[];
  /** Whether one can take the place of what is printed. */
  readonly printed: boolean;
}

const ALL: ReportChoice = { formats: REPORT_FORMAT_NAMES, printed: true };
const FLAGS = '--report <format> <file>';
const STANDARD_OUTPUT = '; - is standard output, in place of the text';
const SWITCH = '--report';

/**
 * Gives a command the option `--report FORMAT FILE`, any number of times. It has two words, which
 * commander knows for no option: a list of words would take the command's own arguments, too. So the
 * two are made one before commander looks at them, and taken apart again by the option.
 */
export function withReports(command: Command, choice: ReportChoice = ALL): Command {
  const parseOptions = command.parseOptions.bind(command);
  command.parseOptions = (words) => parseOptions(joined(command, words, choice));
  return command.addOption(
    new Option(
      FLAGS,
      `also write a report, as ${choice.formats.join(', ')}${choice.printed ? STANDARD_OUTPUT : ''} (repeatable)`,
    ).argParser((words, before: readonly ReportRequest[] = []) => [...before, requestOf(words)]),
  );
}

/** The words of a command line with each `--report FORMAT FILE` as one of them. */
function joined(command: Command, words: readonly string[], choice: ReportChoice): string[] {
  const result: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return [...result, ...words.slice(index)];
    if (word === SWITCH || word.startsWith(`${SWITCH}=`)) {
      const format = word === SWITCH ? words[++index] : word.slice(SWITCH.length + 1);
      const file = words[++index];
      result.push(
        `${SWITCH}=${checked(command, format, choice)} ${named(command, format, file, choice)}`,
      );
    } else result.push(word);
  }
  return result;
}

function checked(
  command: Command,
  format: string | undefined,
  { formats }: ReportChoice,
): ReportFormatName {
  const found = formats.find((name) => name === format);
  if (found !== undefined) return found;
  const expected = `a format from ${formats.join(', ')}, then a file`;
  return command.error(`error: option '${FLAGS}' expected ${expected}, got ${format ?? 'nothing'}`);
}

/** A file that begins with a dash is written ./-so, as everywhere. */
function named(
  command: Command,
  format: string | undefined,
  file: string | undefined,
  { printed }: ReportChoice,
): string {
  if ((printed && file === '-') || (file !== undefined && file !== '' && !file.startsWith('-')))
    return file;
  const got = file === undefined ? 'nothing' : file === '' ? 'an empty name' : file;
  const expected = `a file${printed ? ', or - for standard output,' : ''} after ${format}`;
  return command.error(`error: option '${FLAGS}' expected ${expected}, got ${got}`);
}

/** Takes apart what {@link joined} made. */
function requestOf(words: string): ReportRequest {
  const [format = '', ...file] = words.split(' ');
  return {
    format: REPORT_FORMAT_NAMES.find((name) => name === format) ?? 'json',
    file: file.join(' '),
  };
}
