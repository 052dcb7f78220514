// SPDX-License-Identifier: GPL-2.0-or-later
import { pageNumbers } from '../../explain-names';
import { type Html, html, jsonData, type Part } from '../html';
import type { ColumnHead, Picture, PictureCell, PictureRow } from '../picture/picture';
import { type Strip, stripsOf } from '../picture/strips';
import type { Context } from './context';
import { packDetails } from './pack-details';

/** So many columns stand in one line. */
const STRIP_COLUMNS = 32;

/**
 * A picture as tables: a strip of so many columns each, all in one box that scrolls, with one tab
 * stop. What is read of a column stands behind it as data, for the script to show.
 */
export function renderPicture(picture: Picture, context: Context, name: string): Html {
  const { heads, details, leftOut, inWords } = picture;
  if (heads.length === 0) return html`<p>The range has no pages.</p>`;
  const readout = context.id('readout');
  const strips = stripsOf(picture, STRIP_COLUMNS);
  const style = inWords ? 'words' : 'symbols';
  const tabStop = firstCell(picture);
  return html`<figure class="picture ${style}" data-readout="${readout}">
<figcaption>${name} <a href="#legend">Legend</a> <span class="hint" hidden>Point at a cell, or step in with Tab and walk with the arrow keys.</span></figcaption>
<div class="scroll"><div class="strips">
${strips.map((strip) => renderStrip(strip, { heads, tabStop, inWords }))}
</div></div>${
    leftOut > 0 ? html`<p class="note">… and ${leftOut} more pages, which are not drawn.</p>` : ''
  }
<div class="readout" id="${readout}"></div>
<script type="application/json" class="details">${jsonData(packDetails(details))}</script>
</figure>`;
}

/** The cell that takes the one tab stop: the first answer, or what comes first without any. */
function firstCell({ rows }: Picture): PictureCell | undefined {
  const answers = rows.find(({ kind, cells }) => kind === 'side' && cells.length > 0);
  return (answers ?? rows.find(({ cells }) => cells.length > 0))?.cells[0];
}

/** What the cells of all strips must know of their picture. */
interface Whole {
  readonly heads: readonly ColumnHead[];
  readonly tabStop: PictureCell | undefined;
  readonly inWords: boolean;
}

function renderStrip({ first, heads, rows }: Strip, whole: Whole): Html {
  const [from] = heads;
  const to = heads.at(-1);
  if (from === undefined || to === undefined) return html``;
  const pages = pageNumbers(from.first, to.first + to.pages - from.first);
  const columns = { first, end: first + heads.length };
  return html`<table class="strip" role="grid" aria-label="pages ${pages} from ${from.at}"><thead><tr><th scope="col">page</th>${heads.map(
    ({ first: page, pages: count, at }, index) =>
      html`<th scope="col" data-c="${first + index}"><span>${pageNumbers(page, count)}</span><small>${at}</small></th>`,
  )}</tr></thead><tbody>
${rows.map((row, index) => renderRow(row, index, columns, whole))}</tbody></table>
`;
}

interface Columns {
  readonly first: number;
  readonly end: number;
}

function renderRow(row: PictureRow, index: number, { first, end }: Columns, whole: Whole): Html {
  const { kind, label, note, cells } = row;
  // Sides stand above each other in every strip; of other rows only those that say something.
  const isKept = kind === 'side' || (kind === 'pair' && first === 0);
  if (cells.length === 0 && !isKept) return html``;
  const parts: Part[] = [];
  let next = first;
  for (const cell of cells) {
    if (cell.first > next) parts.push(filler(cell.first - next));
    parts.push(renderCell(cell, row, whole));
    next = cell.first + cell.columns;
  }
  if (next < end) parts.push(filler(end - next));
  const small = note === '' || first > 0 ? '' : html`<small>${note}</small>`;
  return html`<tr class="row-${kind}" data-r="${index}"><th scope="row">${label}${small}</th>${parts}</tr>
`;
}

function filler(columns: number): Html {
  return html`<td class="empty"${spanning(columns)}></td>`;
}

function spanning(columns: number): Html {
  return columns === 1 ? html`` : html` colspan="${columns}"`;
}

function renderCell(cell: PictureCell, { kind, label }: PictureRow, whole: Whole): Html {
  const { first, columns, text, small, name, look, opens, stands } = cell;
  const { heads, tabStop, inWords } = whole;
  const from = heads[first];
  const to = heads[first + columns - 1];
  const pages = from && to ? pageNumbers(from.first, to.first + to.pages - from.first) : '';
  const looks = ['cell', look];
  if (opens !== '') looks.push(`open-${opens}`);
  if (stands !== '') looks.push(`stands-${stands}`);
  // An id that has no room is left out; its sign stands first.
  const isId = kind === 'pair' || kind === 'promise';
  const fits = inWords || !isId || text.length <= columns * LETTERS_COLUMN;
  const stop = tabStop?.name === name && tabStop.first === first && tabStop.look === look;
  return html`<td class="${looks.join(' ')}" data-c="${first}"${spanning(columns)}${
    stop ? html` tabindex="0"` : ''
  } aria-label="${label}, page ${pages}: ${name}">${fits ? text : text.slice(0, 1)}${
    small === '' ? '' : html`<small>${small}</small>`
  }</td>`;
}

/** A narrow column has room for so many letters. */
const LETTERS_COLUMN = 3.5;
