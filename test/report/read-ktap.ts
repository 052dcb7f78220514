// SPDX-License-Identifier: GPL-2.0-or-later

/** A test of a KTAP text, as its result line and the lines before it say. */
export interface KtapTest {
  readonly ok: boolean;
  readonly description: string;
  readonly directive: string | null;
  readonly text: string;
  readonly diagnostics: readonly string[];
  readonly subtests: readonly KtapTest[];
}

/**
 * Reads KTAP, version 1, as strictly as the kernel's documentation allows: version and plan lines at
 * every level, numbers in order, two blanks a level, no unknown lines, and a parent that fails if and
 * only if one of its subtests does.
 * @throws Error that names the line.
 */
export function readKtap(text: string): readonly KtapTest[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const lines = text.slice(0, -1).split('\n');
  const reader = new Reader(lines);
  const tests = reader.level(0);
  if (reader.at < lines.length) throw reader.wrong('nothing after the last test');
  return tests;
}

const RESULT = /^(ok|not ok) (\d+) ([^#]*?)(?: # (?:(SKIP|TODO|XFAIL|TIMEOUT|ERROR) ?)?(.*))?$/;

class Reader {
  at = 0;

  constructor(private readonly lines: readonly string[]) {}

  level(depth: number): readonly KtapTest[] {
    if (this.next(depth) !== 'KTAP version 1') throw this.wrong('a version line');
    this.skipDiagnostics(depth);
    const plan = /^1\.\.(\d+)$/.exec(this.next(depth) ?? '');
    if (plan === null) throw this.wrong('a plan line');
    const planned = Number(plan[1]);
    if (planned === 0) throw this.wrong('a plan of one test at least');
    return Array.from({ length: planned }, (_, index) => this.test(depth, index + 1));
  }

  private test(depth: number, number: number): KtapTest {
    const subtests = this.peek(depth + 1) === 'KTAP version 1' ? this.level(depth + 1) : [];
    const diagnostics = this.skipDiagnostics(depth);
    const match = RESULT.exec(this.next(depth) ?? '');
    if (match === null || Number(match[2]) !== number) throw this.wrong(`result ${number}`);
    const [, result, , description = '', directive = null, text = ''] = match;
    const ok = result === 'ok';
    if (subtests.length > 0 && ok !== subtests.every((one) => one.ok)) {
      throw this.wrong('a parent that fails if and only if a subtest does');
    }
    return { ok, description, directive, text, diagnostics, subtests };
  }

  private skipDiagnostics(depth: number): readonly string[] {
    const found: string[] = [];
    for (let line = this.peek(depth); line?.startsWith('#'); line = this.peek(depth)) {
      found.push(line.slice(2));
      this.at++;
    }
    return found;
  }

  private next(depth: number): string | undefined {
    const line = this.peek(depth);
    this.at++;
    return line;
  }

  /** The line that comes, without its indentation; undefined if that is another one. */
  private peek(depth: number): string | undefined {
    const line = this.lines[this.at];
    const indent = '  '.repeat(depth);
    if (line === undefined || !line.startsWith(indent)) return undefined;
    const rest = line.slice(indent.length);
    return rest.startsWith(' ') ? undefined : rest;
  }

  wrong(expected: string): Error {
    const line = Math.max(this.at - 1, 0);
    return new Error(`line ${line + 1}: expected ${expected}, got ${this.lines[line]}`);
  }
}
