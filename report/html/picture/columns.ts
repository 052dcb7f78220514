// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageRun } from '../../../oracle/explain/explanation';
import type { PageSpan } from '../../../oracle/explain/verdicts';
import type { PictureCell } from './model';

/** What a cell says; where it stands is added. */
export type CellContent = Pick<PictureCell, 'text' | 'name' | 'look'> &
  Partial<Omit<PictureCell, 'first' | 'columns'>>;

/** A cell across this many columns. */
export function pictureCell(first: number, columns: number, content: CellContent): PictureCell {
  return { first, columns, small: '', opens: '', stands: '', ...content };
}

/**
 * Cells for columns, neighbouring ones of which the same is said joined; none without a key.
 *
 * @param keyOf what is said of a column.
 * @param content called once a cell, with its first column and its end.
 */
export function bands(
  pages: readonly PageRun[],
  keyOf: (run: PageRun, column: number) => string | undefined,
  content: (run: PageRun, first: number, end: number) => CellContent,
): readonly PictureCell[] {
  const cells: PictureCell[] = [];
  const keys = pages.map(keyOf);
  for (let first = 0; first < pages.length; ) {
    const run = pages[first];
    const key = keys[first];
    let end = first + 1;
    while (end < pages.length && keys[end] === key) end++;
    if (run !== undefined && key !== undefined) {
      cells.push(pictureCell(first, end - first, content(run, first, end)));
    }
    first = end;
  }
  return cells;
}

/** The column of a page; the last one for pages after all of them, -1 without any column. */
export function columnOf(pages: readonly PageRun[], page: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pages[middle]?.first ?? 0) <= page) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Calls for each column that holds one of these pages. */
export function eachColumn(
  pages: readonly PageRun[],
  { first, pages: count }: PageSpan,
  take: (column: number) => void,
): void {
  const from = Math.max(0, columnOf(pages, first));
  const last = columnOf(pages, first + count - 1);
  for (let column = from; column <= last; column++) {
    const run = pages[column];
    // Pages after those that are shown are in no column.
    if (run !== undefined && run.first + run.pages > first) take(column);
  }
}
