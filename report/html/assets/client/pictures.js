// SPDX-License-Identifier: GPL-2.0-or-later
// @ts-check

/**
 * @typedef {object} Details as `pack-details.ts` packs them
 * @property {string[]} texts
 * @property {[number, number[], number[][]][]} columns
 *
 * @typedef {object} Picture
 * @property {HTMLElement} figure
 * @property {HTMLElement} readout
 * @property {Details} details
 * @property {Map<number, HTMLTableCellElement[]> | null} rows the cells of each row, over all
 *   strips, once somebody walks through them
 * @property {HTMLTableCellElement} stop the cell that has the tab stop
 * @property {number} column where the focus is, also within a wide cell
 * @property {Element | null} marked the head of the column that is shown
 */

/** @type {WeakMap<Element, Picture>} */
const pictures = new WeakMap();

/** @param {EventTarget | null} target */
const cellOf = (target) => {
  if (!(target instanceof Element)) return null;
  const cell = target.closest('.strip td[data-c]');
  return cell instanceof HTMLTableCellElement ? cell : null;
};

/** @param {HTMLTableCellElement} cell */
const columnOf = (cell) => Number(cell.dataset['c']);

/**
 * A picture is taken in when somebody first looks at it.
 * @param {Element} cell
 * @returns {Picture | null}
 */
const pictureOf = (cell) => {
  const figure = cell.closest('.picture');
  if (!(figure instanceof HTMLElement)) return null;
  const known = pictures.get(figure);
  if (known !== undefined) return known;
  const readout = document.getElementById(figure.dataset['readout'] ?? '');
  const stop = figure.querySelector('td[tabindex]');
  const text = figure.querySelector('.details')?.textContent;
  if (readout === null || !(stop instanceof HTMLTableCellElement) || !text) return null;
  /** @type {Picture} */
  const picture = {
    figure,
    readout,
    details: JSON.parse(text),
    rows: null,
    stop,
    column: columnOf(stop),
    marked: null,
  };
  pictures.set(figure, picture);
  return picture;
};

/**
 * The cells of a picture by row, over all strips, which are built for it.
 * @param {Picture} picture
 */
const rowsOf = (picture) => {
  if (picture.rows !== null) return picture.rows;
  buildStrips(picture.figure);
  /** @type {Map<number, HTMLTableCellElement[]>} */
  const rows = new Map();
  for (const row of picture.figure.querySelectorAll('tr[data-r]')) {
    const index = Number(row instanceof HTMLElement ? row.dataset['r'] : 0);
    const cells = rows.get(index) ?? [];
    for (const each of row.querySelectorAll('td[data-c]')) {
      if (each instanceof HTMLTableCellElement) cells.push(each);
    }
    if (cells.length > 0) rows.set(index, cells);
  }
  picture.rows = new Map([...rows].sort(([one], [other]) => one - other));
  return picture.rows;
};

/**
 * The cell of a row that covers a column.
 * @param {HTMLTableCellElement[]} cells
 * @param {number} column
 */
const covering = (cells, column) => {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cell = cells[middle];
    if (cell !== undefined && columnOf(cell) <= column) low = middle + 1;
    else high = middle;
  }
  const cell = cells[low - 1];
  return cell !== undefined && column < columnOf(cell) + cell.colSpan ? cell : undefined;
};

/**
 * @param {string} name
 * @param {string} text
 * @param {string} [look]
 */
const element = (name, text, look) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (look !== undefined) made.className = look;
  return made;
};
