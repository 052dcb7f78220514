// SPDX-License-Identifier: GPL-2.0-or-later
import type { ColumnHead, Picture, PictureCell, PictureRow } from './model';

/** A part of a picture, side by side with or below the one before. */
export interface Strip {
  readonly first: number;
  readonly heads: readonly ColumnHead[];
  readonly rows: readonly PictureRow[];
}

/** Cuts a picture into strips of this many columns; a cell across an edge is in both. */
export function stripsOf({ heads, rows }: Picture, width: number): readonly Strip[] {
  const count = Math.max(1, Math.ceil(heads.length / width));
  const cut = rows.map(({ cells }) => cutCells(cells, width, count));
  return Array.from({ length: count }, (_, index) => {
    const first = index * width;
    return {
      first,
      heads: heads.slice(first, first + width),
      rows: rows.map((row, position) => ({ ...row, cells: cut[position]?.[index] ?? [] })),
    };
  });
}

function cutCells(
  cells: readonly PictureCell[],
  width: number,
  count: number,
): readonly (readonly PictureCell[])[] {
  const strips: PictureCell[][] = Array.from({ length: count }, () => []);
  for (const cell of cells) {
    for (let from = cell.first, left = cell.columns; left > 0; ) {
      const strip = Math.floor(from / width);
      const columns = Math.min(left, (strip + 1) * width - from);
      const opens = openEdges(cell, from, columns);
      strips[strip]?.push({ ...cell, first: from, columns, opens });
      from += columns;
      left -= columns;
    }
  }
  return strips;
}

/** A cell that is cut goes on at the cut. */
function openEdges(cell: PictureCell, from: number, columns: number): PictureCell['opens'] {
  const left = from > cell.first || cell.opens === 'left' || cell.opens === 'both';
  const isLast = from + columns === cell.first + cell.columns;
  const right = !isLast || cell.opens === 'right' || cell.opens === 'both';
  if (left && right) return 'both';
  return left ? 'left' : right ? 'right' : '';
}
