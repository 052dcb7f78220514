// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import type { AgreementBlock, Block, TableBlock } from '../view/page-view';
import { renderCauses, renderScenarios } from './causes';
import { type Context, heading, number } from './context';
import { renderCoverage } from './coverage';

/** A section of a report. */
export function renderBlock(block: Block, context: Context, level: number): Html {
  const id = context.id(block.title);
  const isFresh = block.kind === 'causes' && block.fresh && block.causes.length > 0;
  return html`<section aria-labelledby="${id}" class="report-block${isFresh ? ' has-news' : ''}">
${heading(level, block.title, id)}
${renderContent(block, context, level + 1)}
</section>
`;
}

function renderContent(block: Block, context: Context, level: number): Html {
  switch (block.kind) {
    case 'agreement':
      return renderAgreement(block);
    case 'causes':
      return renderCauses(block, context, level);
    case 'coverage':
      return renderCoverage(block.sides);
    case 'scenarios':
      return renderScenarios(block.scenarios, context, level);
    case 'table':
      return renderTable(block, context);
  }
}

function renderAgreement({ sides, misses, missesNotShown }: AgreementBlock): Html {
  return html`<ul class="agreement">${sides.map(({ side, agreeing, vectors }) => {
    const all = agreeing === vectors;
    return html`<li class="${all ? 'good' : 'bad'}"><b>${side}</b> <span class="sum"><span class="sign">${all ? '✓' : '✗'}</span> ${number(agreeing)}</span> <span class="of">of ${number(vectors)} ${vectors === 1 ? 'vector' : 'vectors'}</span></li>`;
  })}</ul>${
    misses.length === 0
      ? ''
      : html`<table class="plain"><thead><tr><th scope="col">vector</th><th scope="col">side</th><th scope="col">field</th><th scope="col">expected</th><th scope="col">got</th></tr></thead><tbody>${misses.map(
          ({ place, side, field, expected, got }) =>
            html`<tr><td>${place}</td><td>${side}</td><td>${field}</td><td><code>${expected}</code></td><td><code>${got}</code></td></tr>`,
        )}</tbody></table>`
  }${missesNotShown > 0 ? html`<p class="note">… and ${missesNotShown} more.</p>` : ''}`;
}

function renderTable({ intro, head, rows, marked }: TableBlock, context: Context): Html {
  const heads =
    head.length === 0
      ? ''
      : html`<thead><tr>${head.map((name) => (name === '' ? html`<td></td>` : html`<th scope="col">${name}</th>`))}</tr></thead>`;
  return html`${intro === '' ? '' : html`<p class="intro">${intro}</p>`}<div class="scroll" tabindex="0"><table class="plain">${heads}<tbody>${rows.map(
    (row, index) =>
      html`<tr${marked[index] === true ? html` class="marked"` : ''}>${row.map((cell, column) => {
        if (typeof cell === 'number') return html`<td class="number">${number(cell)}</td>`;
        const isCause = column === 0 && head[0] === 'cause';
        const sign =
          column === 0 && marked[index] === true ? html`<span class="sign">≠</span> ` : '';
        return html`<td>${sign}${isCause ? context.cause(cell) : cell}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}
