// SPDX-License-Identifier: GPL-2.0-or-later
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { lazy } from '../oracle/package/lazy';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { PartView } from '../report/html/view/page-view';
import {
  beginsLikeReport,
  REPORT_FORMAT_NAMES,
  REPORT_FORMATS,
  type ReportFormatName,
} from '../report/machine/format/formats';
import type { MachineReport } from '../report/machine/model';
import type { RunFacts } from '../report/machine/report';
import { placeName } from './options';
import { printText } from './print';
import { checkWritable, writeWhole } from './whole-file';

/** The report options of a command line; `--json` is `--report json -`. */
export interface ReportArguments {
  readonly report?: readonly ReportRequest[];
  readonly json?: true;
  readonly sarif?: true;
  readonly html?: string;
}

/** Where the reports of a run go, besides its text. */
export class ReportFiles {
  private constructor(private readonly requests: readonly ReportRequest[]) {}

  /**
   * Checks that all reports can be written; to be called before a run begins.
   * @throws InputError if one cannot, ArgumentError if two, or one and the page, go to the same place.
   */
  static open({ report = [], json, sarif, html }: ReportArguments): ReportFiles {
    const requests: readonly ReportRequest[] = [
      ...(json ? [{ format: 'json', file: '-' } as const] : []),
      ...(sarif ? [{ format: 'sarif', file: '-' } as const] : []),
      ...report,
    ];
    const places = new Set(html === undefined ? [] : [resolve(html)]);
    for (const { file } of requests) {
      const place = file === '-' ? file : resolve(file);
      if (places.has(place)) {
        const name = file === '-' ? 'standard output' : file;
        throw new ArgumentError(
          `"report" expected a different file for each report, got two for ${name}`,
        );
      }
      places.add(place);
      if (file !== '-') checkWritable(file, beginsLikeReport);
    }
    return new ReportFiles(requests);
  }

  /** Prints text for a person, unless a report goes there. */
  print(text: string): void {
    if (this.requests.every(({ file }) => file !== '-')) printText(text);
  }

  /**
   * Writes every report; each is there as a whole or not at all.
   * @param make what they say; it is made only if some report was asked for.
   */
  write(make: () => MachineReport): void {
    if (this.requests.length === 0) return;
    const report = make();
    for (const { format, file } of this.requests) {
      const text = REPORT_FORMATS[format].render(report);
      if (file === '-') process.stdout.write(text);
      else writeWhole(file, text);
    }
  }
}

/** What a report says of its run. */
export function runFacts(
  command: Command,
  seed: number | null,
  exitCode: RunFacts['exitCode'],
): RunFacts {
  return { command: pathOf(command).join(' '), arguments: process.argv.slice(2), seed, exitCode };
}

/** The names of a command without the program's own. */
function pathOf(command: Command): readonly string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}

const rendering = lazy((): typeof import('../report/html/render/page') =>
  require('../report/html/render/page'),
);

/** `--html FILE` */
export function htmlOption(): Option {
  return new Option('--html <file>', 'also write a self-contained HTML report').argParser(pageName);
}

/** Reads the name of an HTML file; it cannot go to standard output, and a file called - is written ./-. */
export function pageName(text: string): string {
  if (text !== '-') return placeName(text);
  throw new InvalidArgumentError('expected the name of a file, got - for standard output.');
}

/** An HTML report to be written when a run has ended. */
export class HtmlFile {
  private constructor(private readonly file: string) {}

  /**
   * Checks that the report can be written; to be called before a run begins.
   * @throws InputError if it cannot.
   */
  static open(file: string): HtmlFile;
  static open(file: string | undefined): HtmlFile | undefined;
  static open(file: string | undefined): HtmlFile | undefined {
    if (file === undefined) return undefined;
    checkWritable(file, (beginning) => beginning.startsWith('<!doctype html>'));
    return new HtmlFile(file);
  }

  /** Writes the whole file, or leaves the previous one. */
  write(parts: readonly PartView[], title = parts[0]?.title ?? 'hmm-pfn'): void {
    writeWhole(this.file, rendering().renderPage({ title, parts }));
  }
}

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
