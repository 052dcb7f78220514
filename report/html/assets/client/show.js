// SPDX-License-Identifier: GPL-2.0-or-later
// @ts-check

/** What is told of a side, in the order of `pack-details.ts`; the first one is its name. */
const SIDE_FIELDS = [
  '',
  'word',
  'its bits',
  'read as',
  'met',
  'what happened',
  'contract violation',
];

/**
 * Shows what a column stands for, the side of the cell first of all.
 * @param {Picture} picture
 * @param {HTMLTableCellElement} cell
 * @param {number} column
 */
const show = (picture, cell, column) => {
  const { readout, details, figure, marked } = picture;
  const found = details.columns[column];
  if (found === undefined) return;
  marked?.classList.remove('at');
  picture.marked = figure.querySelector(`thead th[data-c="${column}"]`);
  picture.marked?.classList.add('at');
  const text = (/** @type {number | undefined} */ index) => details.texts[index ?? -1] ?? '';
  const [title, facts, sides] = found;
  const head = element('p', '');
  head.append(element('b', text(title)));
  for (let index = 0; index < facts.length; index += 2) {
    head.append(' · ', element('span', `${text(facts[index])} `, 'where'), text(facts[index + 1]));
  }
  readout.replaceChildren(head);
  if (sides.length === 0) return;
  const row = cell.closest('tr');
  const named = row?.querySelector('th')?.firstChild?.textContent ?? '';
  const table = document.createElement('table');
  const used = SIDE_FIELDS.map((_, field) => sides.some((side) => text(side[field]) !== ''));
  const heads = table.createTHead().insertRow();
  for (const [field, label] of SIDE_FIELDS.entries()) {
    if (!used[field]) continue;
    const made = element(label === '' ? 'td' : 'th', label);
    if (made instanceof HTMLTableCellElement && label !== '') made.scope = 'col';
    heads.append(made);
  }
  const body = table.createTBody();
  for (const side of sides) {
    const line = body.insertRow();
    const name = element('th', text(side[0]));
    if (name instanceof HTMLTableCellElement) name.scope = 'row';
    line.append(name);
    if (text(side[0]) === named) line.className = 'at';
    for (let field = 1; field < SIDE_FIELDS.length; field++) {
      if (used[field])
        line.append(
          element('td', text(side[field]), field < 3 ? 'word' : field === 3 ? 'says' : ''),
        );
    }
  }
  readout.append(table);
};

/**
 * Shows what matters most of a picture, before anybody asks.
 * @param {Element} figure
 */
const showFirst = (figure) => {
  const cell = figure.querySelector('.stands-new, .stands-out, .broken, td[tabindex]');
  const picture = cell && pictureOf(cell);
  if (cell instanceof HTMLTableCellElement && picture) show(picture, cell, columnOf(cell));
};
