// SPDX-License-Identifier: GPL-2.0-or-later
// @ts-check

/**
 * Moves the one tab stop of a picture, and the focus with it.
 * @param {Picture} picture
 * @param {HTMLTableCellElement} cell
 * @param {number} column
 */
const stepTo = (picture, cell, column) => {
  picture.stop.removeAttribute('tabindex');
  cell.tabIndex = 0;
  picture.stop = cell;
  picture.column = column;
  cell.setAttribute('aria-describedby', picture.readout.id);
  cell.focus();
};

/**
 * Where a key leads to from a cell.
 * @param {Picture} picture
 * @param {HTMLTableCellElement} cell
 * @param {KeyboardEvent} event
 * @returns {[HTMLTableCellElement | undefined, number] | undefined}
 */
const target = (picture, cell, { key, ctrlKey }) => {
  const { column, details } = picture;
  const rows = rowsOf(picture);
  const own = Number(cell.closest('tr')?.dataset['r']);
  const cells = rows.get(own) ?? [];
  const position = cells.indexOf(cell);
  const last = details.columns.length - 1;
  /** @param {HTMLTableCellElement | undefined} next */
  const to = (next) =>
    /** @type {[HTMLTableCellElement | undefined, number]} */ ([
      next,
      next === undefined ? 0 : columnOf(next),
    ]);
  /** @param {number[]} order */
  const rowIn = (order) => {
    for (const index of order) {
      const found = covering(rows.get(index) ?? [], column);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const keys = [...rows.keys()];
  const all = [...rows.values()];
  switch (key) {
    case 'ArrowRight':
      return to(cells[position + 1]);
    case 'ArrowLeft':
      return to(cells[position - 1]);
    case 'ArrowUp':
      return [rowIn(keys.filter((index) => index < own).reverse()), column];
    case 'ArrowDown':
      return [rowIn(keys.filter((index) => index > own)), column];
    case 'Home':
      return to(ctrlKey ? all[0]?.[0] : cells[0]);
    case 'End':
      return to((ctrlKey ? all.at(-1) : cells)?.at(-1));
    case 'PageUp':
    case 'PageDown': {
      const far = column + (key === 'PageUp' ? -32 : 32);
      const there = Math.min(last, Math.max(0, far));
      return [covering(cells, there), there];
    }
    default:
      return undefined;
  }
};

document.addEventListener('keydown', (event) => {
  const cell = cellOf(event.target);
  const picture = cell && pictureOf(cell);
  if (!cell || !picture || event.altKey || event.metaKey) return;
  const found = target(picture, cell, event);
  if (found === undefined) return;
  event.preventDefault();
  const [next, column] = found;
  if (next !== undefined) stepTo(picture, next, column);
});

document.addEventListener('focusin', (event) => {
  const cell = cellOf(event.target);
  const picture = cell && pictureOf(cell);
  if (!cell || !picture) return;
  if (covering([cell], picture.column) === undefined) picture.column = columnOf(cell);
  show(picture, cell, picture.column);
});

document.addEventListener('pointerover', (event) => {
  const cell = cellOf(event.target);
  const picture = cell && pictureOf(cell);
  if (cell && picture) show(picture, cell, columnOf(cell));
});

document.addEventListener('click', (event) => {
  const cell = cellOf(event.target);
  const picture = cell && pictureOf(cell);
  if (cell && picture) {
    stepTo(picture, cell, columnOf(cell));
    show(picture, cell, columnOf(cell));
  } else if (event.target instanceof HTMLButtonElement && event.target.dataset['copies']) {
    void copy(event.target, event.target.dataset['copies']);
  }
});
