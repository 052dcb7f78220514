// SPDX-License-Identifier: GPL-2.0-or-later
import { InvalidArgumentError, Option } from 'commander';
import { lazy } from '../oracle/package/lazy';
import type { PartView } from '../report/html/view/page-view';
import { placeName } from './options';
import { checkWritable, writeWhole } from './whole-file';

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
