// SPDX-License-Identifier: GPL-2.0-or-later
import type { MinimalScenario } from '../../../audit/report';
import type { PageRun } from '../../../explain/explanation';
import { bands, type CellContent, cell, columnOf } from './columns';
import type { PictureCell, PictureRow } from './model';

/** What the device wants, and what both versions of a driver make of it, page by page. */
export function versionRows(
  pages: readonly PageRun[],
  { wanted, before, after }: MinimalScenario,
): readonly PictureRow[] {
  const [old, now] = [told(pages, before), told(pages, after)];
  const differs = (column: number): boolean =>
    old.whole !== now.whole || old.byColumn.get(column) !== now.byColumn.get(column);
  return [
    {
      kind: 'ask',
      label: 'wants',
      note: 'the device',
      cells: bands(
        pages,
        ({ first }) => wanted[first],
        ({ first }): CellContent => {
          const text = wanted[first] ?? '';
          return { text, name: text, look: 'ask' };
        },
      ),
    },
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

/** What a version makes of the pages: of each, or of all of them at once. */
interface Told {
  readonly byColumn: ReadonlyMap<number, string>;
  readonly whole: string;
}

/** Lines that begin with their page are told there, others are about the whole window. */
function told(pages: readonly PageRun[], lines: readonly string[]): Told {
  const byColumn = new Map<number, string>();
  const whole: string[] = [];
  for (const line of lines) {
    const [, page, text] = /^page (\d+) (.*)$/.exec(line) ?? [];
    if (page === undefined || text === undefined) whole.push(line);
    else byColumn.set(columnOf(pages, Number(page)), text);
  }
  return { byColumn, whole: whole.join('; ') };
}

function versionRow(
  label: string,
  pages: readonly PageRun[],
  { byColumn, whole }: Told,
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
    ? [cell(0, pages.length, content(whole, 0))]
    : bands(
        pages,
        (_, column) => (byColumn.has(column) ? `${column}` : undefined),
        (_, column) => content(byColumn.get(column) ?? '', column),
      );
  return { kind: 'side', label, note: isWhole ? '' : whole, cells };
}
