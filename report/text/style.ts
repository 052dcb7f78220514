// SPDX-License-Identifier: GPL-2.0-or-later

/** How a report highlights what matters; plain text where there is no colour. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  title(text: string): string;
  dim(text: string): string;
}

export const PLAIN: Style = {
  good: (text) => text,
  bad: (text) => text,
  title: (text) => text,
  dim: (text) => text,
};

/** A line of a diff, or of anything else. */
export function diffLine(line: string, style: Style): string {
  if (/^-(?!--)/.test(line)) return style.bad(line);
  return /^\+(?!\+\+)/.test(line) ? style.good(line) : line;
}

/** How an explanation is laid out. */
export interface Layout {
  /** Columns of the terminal; tables and prose stay within them where possible. */
  readonly width: number;
  readonly style: Style;
}

/** A blank at which {@link wrappedLines} does not break the line. */
export const TIE = '\u00a0';

/** How wide prose is where nothing says how wide the terminal is. */
export const PROSE_WIDTH = 100;

/** Wraps prose at blanks; lines after the first begin with `hanging`. */
export function wrappedLines(
  text: string,
  width: number,
  indent: string,
  hanging = indent,
): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(' ')) {
    if (word === '' && empty && lines.length > 0) continue;
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((one) => one.trimEnd().replaceAll(TIE, ' '));
}

/** A row of cells, or a line between rows that is printed as it is. */
export type TableRow = readonly string[] | string;

/** Rows with aligned cells, two blanks apart. */
export function columns(rows: readonly TableRow[], indent = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    if (typeof row === 'string') continue;
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows.map((row) => {
    if (typeof row === 'string') return `${indent}${row}`;
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

/** The width of the longest line. */
export function widthOf(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => line.length));
}

/** A title and the lines below it; nothing if there are none. */
export function section(title: string, lines: readonly string[], { style }: Layout): string[] {
  return lines.length === 0 ? [] : [style.title(title), ...lines, ''];
}

/** At most `limit` lines: the first ones and the last ones, and how many are left out between. */
export function elided(lines: readonly string[], limit: number, indent = '  '): readonly string[] {
  if (lines.length <= limit) return lines;
  const tail = Math.floor(limit / 4);
  const head = limit - tail - 1;
  const more = lines.length - head - tail;
  return [...lines.slice(0, head), `${indent}… ${more} more lines`, ...lines.slice(-tail)];
}

/**
 * At most `limit` items as rows: the first ones, then those that matter, then the last ones; a line
 * says how many are left out between two rows.
 */
export function chosenRows<Item>(
  items: readonly Item[],
  limit: number,
  matters: (item: Item) => boolean,
  row: (item: Item) => readonly TableRow[],
): readonly TableRow[] {
  const chosen = chosenIndexes(items, limit, matters);
  const rows: TableRow[] = [];
  let next = 0;
  for (const index of [...chosen, items.length]) {
    if (index > next) rows.push(`… ${index - next} more`);
    const item = items[index];
    if (item !== undefined) rows.push(...row(item));
    next = index + 1;
  }
  return rows;
}

function chosenIndexes<Item>(
  items: readonly Item[],
  limit: number,
  matters: (item: Item) => boolean,
): readonly number[] {
  const indexes = items.map((_, index) => index);
  if (items.length <= limit) return indexes;
  const edge = Math.floor(limit / 4);
  const chosen = new Set([...indexes.slice(0, edge), ...indexes.slice(-edge)]);
  const mattering = items.flatMap((item, index) => (matters(item) ? index : []));
  for (const index of [...mattering, ...indexes]) {
    if (chosen.size >= limit) break;
    chosen.add(index);
  }
  return [...chosen].sort((one, other) => one - other);
}
