// SPDX-License-Identifier: GPL-2.0-or-later
import { pageNumbers } from '../../text/explain/names';
import { type Html, type HtmlPart, html, jsonData } from '../html';
import type { ColumnHead, Picture, PictureCell, PictureRow } from '../picture/model';
import { type Strip, stripsOf } from '../picture/strips';
import { type Context, later } from './context';
import { packDetails } from './pack-details';

/** How many columns one line has. */
const STRIP_COLUMNS = 32;
/** Beside so few columns there is room for what is read of them. */
const NARROW_COLUMNS = 2;
/** How many strips are in the page from the start, and how many are built at a time when needed. */
const STRIPS_AT_ONCE = 8;

/**
 * A picture as tables: strips of a fixed number of columns, all in one box that scrolls, with one tab
 * stop. The details of each column are attached as data, for the script to show.
 */
export function renderPicture(picture: Picture, context: Context, name: string): Html {
  const { heads, details, leftOut, inWords } = picture;
  if (heads.length === 0) return html`<p>The range has no pages.</p>`;
  const readout = context.id('readout');
  const strips = stripsOf(picture, STRIP_COLUMNS);
  const narrow = heads.length <= NARROW_COLUMNS ? ' narrow' : '';
  const style = inWords ? `words${narrow}` : 'symbols';
  const tabStop = firstCell(picture);
  const groups = groupsOf(strips, STRIPS_AT_ONCE).map((group, index) => {
    const tables = html`${group.map((strip) => renderStrip(strip, { heads, tabStop, inWords }))}`;
    return index === 0 ? tables : html`<div class="later">${later(tables)}</div>`;
  });
  const more = html`<p class="note">… and ${leftOut} more pages (not drawn).</p>`;
  return html`<figure class="picture ${style}" data-readout="${readout}">
<figcaption>${name} <a href="#legend">Legend</a> ${HINT}</figcaption>
<div class="scroll"><div class="strips">${groups}</div></div>
${leftOut > 0 ? more : ''}
<div class="readout" id="${readout}"></div>
<script type="application/json" class="details">${jsonData(packDetails(details))}</script>
</figure>`;
}

/** Shown by the script, without which it is not true. */
const HINT = html`<span class="hint" hidden>Point at a cell, or step in with Tab and walk with the
arrow keys.</span>`;

/** A cell by its row and its first column. */
interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** The cell that takes the one tab stop: the first answer, or what comes first without any. */
function firstCell({ rows }: Picture): CellPlace {
  const filled = rows.map(({ kind, cells }) => cells.length > 0 && kind);
  const answer = filled.indexOf('side');
  const row = answer === -1 ? filled.findIndex((kind) => kind !== false) : answer;
  return { row, column: rows[row]?.cells[0]?.first ?? 0 };
}

function groupsOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** What the cells of all strips must know of their picture. */
interface Whole {
  readonly heads: readonly ColumnHead[];
  readonly tabStop: CellPlace;
  readonly inWords: boolean;
}

function renderStrip({ first, heads, rows }: Strip, whole: Whole): Html {
  const [from] = heads;
  const to = heads.at(-1);
  if (from === undefined || to === undefined) return html``;
  const { inWords } = whole;
  const pages = pageNumbers(from.first, to.first + to.pages - from.first);
  const columns = { first, end: first + heads.length };
  const names = heads.map(({ first: page, pages: count, at }, index) => {
    const address = inWords ? html` <small>${at}</small>` : '';
    const column = first + index;
    return html`<th scope="col" data-c="${column}">${pageNumbers(page, count)}${address}</th>`;
  });
  const name = `pages ${pages} from ${from.at}`;
  return html`<table class="strip" role="grid" aria-label="${name}">
<thead><tr><th scope="col">page</th>${names}</tr></thead>
<tbody>${rows.map((row, index) => renderRow(row, index, columns, whole))}</tbody></table>
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
  const stopColumn = whole.tabStop.row === index ? whole.tabStop.column : undefined;
  const parts: HtmlPart[] = [];
  let next = first;
  for (const cell of cells) {
    if (cell.first > next) parts.push(filler(cell.first - next));
    parts.push(renderCell(cell, row, whole, stopColumn));
    next = cell.first + cell.columns;
  }
  if (next < end) parts.push(filler(end - next));
  const small = note === '' || first > 0 ? '' : html`<small>${note}</small>`;
  const head = html`<th scope="row">${label}${small}</th>`;
  return html`<tr class="row-${kind}" data-r="${index}">${head}${parts}</tr>
`;
}

function filler(columns: number): Html {
  return html`<td class="empty"${spanning(columns)}></td>`;
}

function spanning(columns: number): Html {
  return columns === 1 ? html`` : html` colspan="${columns}"`;
}

function renderCell(
  cell: PictureCell,
  { kind, label }: PictureRow,
  { heads, inWords }: Whole,
  stopColumn: number | undefined,
): Html {
  const { first, columns, text, small, name, look, opens, stands } = cell;
  const from = heads[first];
  const to = heads[first + columns - 1];
  const pages = from && to ? pageNumbers(from.first, to.first + to.pages - from.first) : '';
  const looks = ['cell', look];
  if (opens !== '') looks.push(`open-${opens}`);
  if (stands !== '') looks.push(`stands-${stands}`);
  // An id that has no room is left out; its sign stands first.
  const isId = kind === 'pair' || kind === 'promise';
  const fits = inWords || !isId || text.length <= columns * LETTERS_COLUMN;
  const sign = fits ? text : text.slice(0, 1);
  const shown = small === '' ? sign : `${sign} ${small}`;
  // What can be seen is part of the name, so that it can be said to find the cell.
  const isPart = shown.includes(name) || name.includes(shown);
  const said = `${label}, page ${pages}: ${isPart ? longer(shown, name) : `${shown}, ${name}`}`;
  const stop = first === stopColumn ? html` tabindex="0"` : '';
  const place = html`data-c="${first}"${spanning(columns)}${stop}`;
  const content = small === '' ? sign : html`${sign} <small>${small}</small>`;
  return html`<td class="${looks.join(' ')}" ${place} aria-label="${said}">${content}</td>`;
}

function longer(one: string, other: string): string {
  return one.length >= other.length ? one : other;
}

/** How many letters fit into a narrow column. */
const LETTERS_COLUMN = 3.5;
