// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageRun } from '../../../oracle/explain/explanation';
import { bands, type CellContent, columnOf, pictureCell } from './columns';
import type { PictureCell, PictureRow } from './model';

/** What a version makes of the pages: of each by its number, or of all of them at once. */
export interface VersionAnswer {
  readonly byPage: ReadonlyMap<number, string>;
  readonly whole: string;
}

/** What both versions of a driver make of a scenario's pages. */
export function versionRows(
  pages: readonly PageRun[],
  before: VersionAnswer,
  after: VersionAnswer,
): readonly PictureRow[] {
  const [old, now] = [inColumns(pages, before), inColumns(pages, after)];
  const differs = (column: number): boolean =>
    old.whole !== now.whole || old.byColumn.get(column) !== now.byColumn.get(column);
  return [
    versionRow('before', pages, old, differs),
    {
      kind: 'pair',
      label: pages.some((_, column) => differs(column)) ? '≠' : '=',
      note: '',
      cells: [],
    },
    versionRow('after', pages, now, differs),
  ];
}

/** What the device wants of each page. */
export function wantedRow(pages: readonly PageRun[], wanted: readonly string[]): PictureRow {
  const cells = bands(
    pages,
    ({ first }) => wanted[first],
    ({ first }): CellContent => {
      const text = wanted[first] ?? '';
      return { text, name: text, look: 'ask' };
    },
  );
  return { kind: 'ask', label: 'wants', note: 'the device', cells };
}

/** Lines that begin with their page are about that page, others about the whole window. */
export function answerOf(lines: readonly string[]): VersionAnswer {
  const byPage = new Map<number, string>();
  const whole: string[] = [];
  for (const line of lines) {
    const [, page, text] = /^page (\d+) (.*)$/.exec(line) ?? [];
    if (page === undefined || text === undefined) whole.push(line);
    else byPage.set(Number(page), text);
  }
  return { byPage, whole: whole.join('; ') };
}

interface InColumns {
  readonly byColumn: ReadonlyMap<number, string>;
  readonly whole: string;
}

function inColumns(pages: readonly PageRun[], { byPage, whole }: VersionAnswer): InColumns {
  const byColumn = new Map([...byPage].map(([page, text]) => [columnOf(pages, page), text]));
  return { byColumn, whole };
}

function versionRow(
  label: string,
  pages: readonly PageRun[],
  { byColumn, whole }: InColumns,
  differs: (column: number) => boolean,
): PictureRow {
  const stands = (column: number): PictureCell['stands'] => (differs(column) ? 'out' : '');
  const content = (text: string, column: number): CellContent => ({
    text,
    name: text,
    look: 'told',
    stands: stands(column),
  });
  const isWhole = byColumn.size === 0 && whole !== '' && pages.length > 0;
  const cells = isWhole
    ? [pictureCell(0, pages.length, content(whole, 0))]
    : bands(
        pages,
        (_, column) => (byColumn.has(column) ? `${column}` : undefined),
        (_, column) => content(byColumn.get(column) ?? '', column),
      );
  return { kind: 'side', label, note: isWhole ? '' : whole, cells };
}
