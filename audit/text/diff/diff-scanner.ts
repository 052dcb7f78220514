// SPDX-License-Identifier: GPL-2.0-or-later
import type { InputLine } from '../input/text-input';
import { HUNK_HEADER, HunkReader, type RawHunk } from './hunk-reader';
import type { CutPart } from './patch';
import { prefixBefore, type QuotePrefix, unquoted } from './quoting';

/** The hunks of one file, with the lines that name it; a reviewer may have cut those out. */
export interface RawFile {
  readonly oldHeader: string | undefined;
  readonly newHeader: string | undefined;
  readonly hunks: readonly RawHunk[];
  readonly cut: readonly CutPart[];
}

interface OpenFile extends RawFile {
  readonly hunks: RawHunk[];
  readonly cut: CutPart[];
}

const GIT_HEADER = /^diff --git (\S+) (\S+)$/;
const OTHER_HEADER = /^(diff |Index: |index [0-9a-f]+\.\.)/;

/** Finds the diffs in a message, quoted or not, however much stands between their parts. */
export function scanDiffs(lines: readonly InputLine[]): RawFile[] {
  const scanner = new DiffScanner(lines);
  return scanner.scan().filter(({ hunks, cut }) => hunks.length > 0 || cut.length > 0);
}

class DiffScanner {
  private readonly files: OpenFile[] = [];
  private hunk: HunkReader | undefined;
  /** The `---` and `+++` of a file whose first hunk has not begun. */
  private fileHeader: { readonly prefix: QuotePrefix; readonly line: number } | undefined;

  constructor(private readonly lines: readonly InputLine[]) {}

  scan(): readonly RawFile[] {
    for (let index = 0; index < this.lines.length; index += 1) {
      index += this.take(index);
    }
    this.endHunk();
    this.endFile();
    return this.files;
  }

  /** Reads the line at `index`; says how many more it has read. */
  private take(index: number): number {
    const { text, line } = this.lines[index] ?? { text: '', line: 0 };
    if (this.takesFileHeader(index)) return 1;
    const git = prefixBefore(text, GIT_HEADER);
    if (git !== undefined) {
      const [, oldHeader, newHeader] = GIT_HEADER.exec(text.slice(git.length)) ?? [];
      this.openFile(oldHeader, newHeader);
      return 0;
    }
    const header = prefixBefore(text, HUNK_HEADER);
    if (header !== undefined) this.beginHunk(header, text.slice(header.length), line);
    else if (prefixBefore(text, OTHER_HEADER) !== undefined) this.endHunk();
    else this.takeContent(text, line);
    return 0;
  }

  /** `--- a/file` and `+++ b/file` below it. A removed line `-- x` alone looks like the first. */
  private takesFileHeader(index: number): boolean {
    const first = this.lines[index]?.text ?? '';
    const prefix = prefixBefore(first, /^--- \S/);
    if (prefix === undefined) return false;
    const second = unquoted(this.lines[index + 1]?.text ?? '', prefix);
    if (second === undefined || !/^\+\+\+ \S/.test(second)) return false;
    this.openFile(first.slice(prefix.length + 4), second.slice(4));
    this.fileHeader = { prefix, line: this.lines[index]?.line ?? 0 };
    return true;
  }

  private takeContent(text: string, line: number): void {
    if (this.hunk !== undefined) {
      if (!this.hunk.push(text, line)) this.endHunk();
      return;
    }
    const prefix = this.fileHeader?.prefix;
    if (prefix === undefined) return;
    const rest = unquoted(text, prefix);
    if (rest === undefined || !/^[+-]/.test(rest)) return;
    this.beginHunk(prefix, undefined, line).push(text, line);
  }

  private openFile(oldHeader: string | undefined, newHeader: string | undefined): void {
    this.endHunk();
    this.endFile();
    this.files.push({ oldHeader, newHeader, hunks: [], cut: [] });
  }

  /** A file without a hunk: one line names it twice (`diff --git`, `---`), or its hunks are gone. */
  private endFile(): void {
    const last = this.files.at(-1);
    if (last === undefined || last.hunks.length > 0 || last.cut.length > 0) return;
    if (this.fileHeader === undefined) this.files.pop();
    else {
      const { prefix, line } = this.fileHeader;
      last.cut.push({ line, missing: { kind: 'hunks' }, quoted: prefix !== '' });
    }
    this.fileHeader = undefined;
  }

  private beginHunk(prefix: QuotePrefix, header: string | undefined, line: number): HunkReader {
    this.endHunk();
    if (this.files.length === 0) this.openFile(undefined, undefined);
    this.fileHeader = undefined;
    this.hunk = new HunkReader(prefix, header, line);
    return this.hunk;
  }

  private endHunk(): void {
    const hunk = this.hunk?.finish();
    this.hunk = undefined;
    if (hunk === undefined) return;
    const file = this.files.at(-1);
    if (hunk.lines.length > 0) file?.hunks.push(hunk);
    if (hunk.cut !== undefined) file?.cut.push(hunk.cut);
  }
}
