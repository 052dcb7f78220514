// SPDX-License-Identifier: GPL-2.0-or-later
import type { CutPart, LineCounts } from './patch';
import { isElision, type QuotePrefix, unquoted } from './quoting';

/** A line of a hunk as the input has it: `text` begins with ' ', '+' or '-'. */
export interface RawLine {
  readonly text: string;
  readonly line: number;
  /** Whether something may be missing, or was said, between the line before and this one. */
  readonly afterGap: boolean;
}

export interface RawHunk {
  readonly oldStart: number | undefined;
  readonly newStart: number | undefined;
  readonly section: string;
  readonly lines: readonly RawLine[];
  readonly complete: boolean;
  readonly cut: CutPart | undefined;
}

export const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/**
 * Collects the lines of one hunk and says when it ends. In a review, what others wrote stands in
 * between and parts are cut out, so the counts of the header are a promise, not a rule: a hunk ends
 * when they are used up, or when something else begins.
 */
export class HunkReader {
  private readonly lines: RawLine[] = [];
  private readonly start: readonly [number | undefined, number | undefined];
  private readonly section: string;
  private readonly promised: LineCounts | undefined;
  private before = 0;
  private after = 0;
  private gap = false;
  private elided = false;
  private overrun = false;

  /**
   * @param header the `@@` line without its quotation; undefined if a reviewer cut it out.
   * @param line where it stands, or what the hunk begins with.
   */
  constructor(
    private readonly prefix: QuotePrefix,
    header: string | undefined,
    private readonly line: number,
  ) {
    const [, oldStart, oldCount, newStart, newCount, section] =
      HUNK_HEADER.exec(header ?? '') ?? [];
    this.start = [numberOf(oldStart), numberOf(newStart)];
    this.section = section ?? '';
    if (header !== undefined) {
      this.promised = { before: Number(oldCount ?? 1), after: Number(newCount ?? 1) };
    }
  }

  /** Takes a line; false if the hunk has ended before it. */
  push(text: string, line: number): boolean {
    const rest = unquoted(text, this.prefix);
    if (this.isFull()) return this.pushBeyond(rest, line);
    const elision = isElision(text);
    this.elided ||= elision;
    if (rest === undefined || elision) return this.skip();
    // A signature; also a removed line of `- `, which C does not have.
    if (rest.trimEnd() === '--') return false;
    if (rest.startsWith('\\')) return true;
    if (!/^([ +\-\t]|$)/.test(rest)) {
      if (this.promised === undefined && this.prefix === '') return false;
      return this.skip();
    }
    this.add(rest, line);
    return true;
  }

  finish(): RawHunk {
    const [oldStart, newStart] = this.start;
    const complete = this.isFull() && !this.overrun;
    const { section, lines } = this;
    return { oldStart, newStart, section, lines, complete, cut: this.missing() };
  }

  private isFull(): boolean {
    const { promised, before, after } = this;
    return promised !== undefined && before >= promised.before && after >= promised.after;
  }

  private missing(): CutPart | undefined {
    const { promised, before, after, line } = this;
    if (promised === undefined || this.isFull()) return undefined;
    const quoted = this.prefix !== '' || this.elided;
    return { line, missing: { kind: 'lines', promised, got: { before, after } }, quoted };
  }

  /** Somebody edited the patch and left the counts: lines that follow at once belong to it. */
  private pushBeyond(rest: string | undefined, line: number): boolean {
    if (rest === undefined || !/^[+\-\t ]\S*/.test(rest) || rest.trimEnd() === '--') return false;
    if (rest.startsWith(' ') && rest.trim() === '') return false;
    this.overrun = true;
    this.add(rest, line);
    return true;
  }

  private skip(): true {
    this.gap = true;
    return true;
  }

  private add(rest: string, line: number): void {
    // Mailers drop the space of an empty context line, and the one before a tab.
    const text = rest === '' || rest.startsWith('\t') ? ` ${rest}` : rest;
    if (!text.startsWith('+')) this.before += 1;
    if (!text.startsWith('-')) this.after += 1;
    this.lines.push({ text, line, afterGap: this.gap });
    this.gap = false;
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
