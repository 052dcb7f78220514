// SPDX-License-Identifier: GPL-2.0-or-later
import { Option } from 'commander';
import { renderPage } from '../oracle/report/html/render/page';
import type { PartView } from '../oracle/report/html/view/page-view';
import { checkWritable, writeWhole } from './whole-file';

/** `--html FILE` */
export function htmlOption(): Option {
  return new Option('--html <file>', 'write a page to look at, too: one file that loads nothing');
}

/** A page that is to be written when a run has ended. */
export class HtmlFile {
  private constructor(private readonly file: string) {}

  /**
   * Finds out whether the page can be written; to be called before a run begins.
   * @throws InputError if it cannot.
   */
  static open(file: string): HtmlFile;
  static open(file: string | undefined): HtmlFile | undefined;
  static open(file: string | undefined): HtmlFile | undefined {
    if (file === undefined) return undefined;
    checkWritable(file, (beginning) => beginning.startsWith('<!doctype html>'));
    return new HtmlFile(file);
  }

  /** Writes the page as a whole, or leaves what was there. */
  write(parts: readonly PartView[], title = parts[0]?.title ?? 'hmm-pfn'): void {
    writeWhole(this.file, renderPage({ title, parts }));
  }
}
