// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import { type CoverageCell, type CoverageView, shortCount } from '../view/coverage-view';
import { number } from './context';

/** The coverage tables of the sides, as heat maps next to each other. */
export function renderCoverage(sides: readonly CoverageView[]): Html {
  return html`<p class="intro">Entries that a walk met (rows) × their outcomes (columns): how
often the random scenarios reached each cell. Each step of the shade is ten times as often; a
framed 0 was never reached; · cannot be reached with a well-formed format.</p>
<div class="coverage">${sides.map(renderSide)}</div>
<details><summary>In words, and the counts in full</summary>${sides.map(renderFull)}</details>`;
}

function renderSide({ side, outcomes, rows, reached, reachable }: CoverageView): Html {
  const names = outcomes.map((name) => html`<th scope="col"><span>${name}</span></th>`);
  const lines = rows.map(({ origin, begins, cells }) => {
    const look = begins ? html` class="begins"` : '';
    return html`<tr${look}><th scope="row">${origin}</th>${cells.map(renderCell)}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="coverage of ${side}">
<table class="heat">
<caption><b>${side}</b> ${reached} of ${reachable} cells</caption>
<thead><tr><td></td>${names}</tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

function renderCell(cell: CoverageCell): Html {
  if (cell === undefined) return html`<td class="unreachable">·</td>`;
  return html`<td class="heat-${cell.heat}">${shortCount(cell.count)}</td>`;
}

function renderFull({ side, outcomes, rows, reached, reachable, missing }: CoverageView): Html {
  const lines = rows.flatMap(({ origin, cells }) => {
    const said = cells.flatMap((cell, index) =>
      cell === undefined ? [] : [`${outcomes[index] ?? ''} ${number(cell.count)}`],
    );
    return said.length === 0 ? [] : [`${origin.padEnd(26)}${said.join(', ')}`];
  });
  return html`<p><b>${side}</b> reached ${reached} of ${reachable} cells. ${
    missing.length === 0 ? 'None is missing.' : `Never reached: ${missing.join(', ')}.`
  }</p><pre tabindex="0">${lines.join('\n')}</pre>`;
}
