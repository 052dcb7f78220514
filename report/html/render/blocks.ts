// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import type { AgreementBlock, Block, TableBlock } from '../view/page-view';
import { renderCauses, renderScenarios } from './causes';
import { type Context, heading, number } from './context';
import { renderCoverage } from './coverage';

/** A section of a report. */
export function renderBlock(block: Block, context: Context, level: number): Html {
  const id = context.id(block.title);
  const isNews = block.kind === 'causes' && block.fresh && block.causes.length > 0;
  return html`<section aria-labelledby="${id}" class="report-block${isNews ? ' has-news' : ''}">
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
  const more = html`<p class="note">… and ${missesNotShown} more.</p>`;
  return html`<ul class="agreement">${sides.map(renderSide)}</ul>${
    misses.length === 0 ? '' : renderMisses(misses)
  }${missesNotShown > 0 ? more : ''}`;
}

function renderSide({ side, agreeing, vectors }: AgreementBlock['sides'][number]): Html {
  if (vectors === 0) {
    return html`<li class="bad"><b>${side}</b>
<span class="sum"><span class="sign">?</span> not compared</span>
<span class="of">no vector has a result for it</span></li>`;
  }
  const [look, sign] = agreeing === vectors ? ['good', '✓'] : ['bad', '✗'];
  const unit = vectors === 1 ? 'vector' : 'vectors';
  return html`<li class="${look}"><b>${side}</b>
<span class="sum"><span class="sign">${sign}</span> ${number(agreeing)}</span>
<span class="of">of ${number(vectors)} ${unit}</span></li>`;
}

function renderMisses(misses: AgreementBlock['misses']): Html {
  const rows = misses.map(
    ({ place, side, field, expected, got }) =>
      html`<tr><td>${place}</td><td>${side}</td><td>${field}</td>
<td><code>${expected}</code></td><td><code>${got}</code></td></tr>`,
  );
  return renderRows(['vector', 'side', 'field', 'expected', 'got'], rows);
}

function renderTable({ intro, head, rows, marked }: TableBlock, context: Context): Html {
  const hasCauses = head[0] === 'cause';
  const shown = rows.map((row, index) => {
    const isMarked = marked[index] === true;
    const cells = row.map((cell, column) => {
      if (typeof cell === 'number') return html`<td class="number">${number(cell)}</td>`;
      const isFirst = column === 0;
      const sign = isFirst && isMarked ? html`<span class="sign">≠</span> ` : '';
      return html`<td>${sign}${isFirst && hasCauses ? context.cause(cell) : cell}</td>`;
    });
    return html`<tr${isMarked ? html` class="marked"` : ''}>${cells}</tr>`;
  });
  return html`${intro === '' ? '' : html`<p class="intro">${intro}</p>`}${renderRows(head, shown)}`;
}

/** A table of text, in a box that scrolls. */
function renderRows(head: readonly string[], rows: readonly Html[]): Html {
  const names = head.map((name) =>
    name === '' ? html`<td></td>` : html`<th scope="col">${name}</th>`,
  );
  const heads = head.length === 0 ? '' : html`<thead><tr>${names}</tr></thead>`;
  return html`<div class="scroll" tabindex="0"><table class="plain">${heads}
<tbody>${rows}</tbody></table></div>`;
}
