// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import type { ReasonView, ScenarioView, VerdictView } from '../view/scenario-view';
import type { Stretch } from '../view/space-view';
import type { Context } from './context';
import { renderDiff, renderLines } from './lines';
import { renderPicture } from './picture';

/** A scenario, from what is to be seen to what can be looked up. */
export function renderScenario(scenario: ScenarioView, context: Context): Html {
  const { picture, verdicts, space, steps, words, diffs, source, pages } = scenario;
  const caption = `The range, ${pages}${source === '' ? '' : `, from ${source}`}.`;
  const missed = scenario.results.some(({ agrees }) => agrees === false);
  const answers = verdicts.map((one) => renderVerdict(one, context));
  return html`<div class="scenario">
${verdicts.length === 0 ? '' : html`<ul class="verdicts">${answers}</ul>`}
${renderBroken(scenario, context)}
${renderNotes(scenario)}
${renderSpace(scenario.stretches)}
${renderPicture(picture, context, caption)}
${missed ? renderResults(scenario) : ''}
${folded('Every walk, step by step', renderAll(steps))}
${folded('The arrays, word by word', renderAll(words))}
${folded(
  'As a diff',
  diffs.map((diff) => renderDiff(diff.split('\n'))),
)}
${folded('VMAs, range, events and format in numbers', renderAll(space))}
${folded('The scenario document, and how to run it', [
  renderCopied(scenario.document, 'document', context),
  renderCopied(scenario.replay, 'command', context),
])}
</div>`;
}

function renderAll(lines: readonly string[]): readonly Html[] {
  return lines.length === 0 ? [] : [renderLines(lines)];
}

/** What is to be looked up, closed; nothing if there is nothing. */
function folded(title: string, content: readonly Html[]): Html {
  if (content.length === 0) return html``;
  return html`<details><summary>${title}</summary>${content}</details>`;
}

/** Text that is to be taken away; the script adds a button, without it the text can be selected. */
export function renderCopied(text: string, what: string, context: Context): Html {
  const id = context.id(what);
  return html`<div class="copied">
<pre id="${id}" tabindex="0" role="group" aria-label="${what}"><code>${text}</code></pre>
<button type="button" hidden data-copies="${id}">Copy ${what}</button>
</div>`;
}

const VERDICT_SIGNS = { equal: '=', differ: '≠', incomparable: '?' } as const;

function renderVerdict({ pair, verdict, reasons }: VerdictView, context: Context): Html {
  const sign = html`<span class="sign">${VERDICT_SIGNS[verdict]}</span>`;
  const words = verdict === 'incomparable' ? 'not comparable' : verdict;
  const why = reasons.map(
    (one, index) => html`${index === 0 ? ': ' : '; '}${renderReason(one, context)}`,
  );
  return html`<li class="${verdict}">${sign} <b>${pair}</b> ${words}${why}</li>`;
}

function renderBroken({ broken }: ScenarioView, context: Context): Html {
  if (broken.length === 0) return html``;
  const rows = broken.map(
    (one) => html`<li><span class="sign">†</span> ${renderReason(one, context)}</li>`,
  );
  return html`<p class="broken-head">Contract violations</p>
<ul class="verdicts broken">${rows}</ul>`;
}

/** What a kernel does where the model is simpler. */
function renderNotes({ notes }: ScenarioView): Html {
  if (notes.length === 0) return html``;
  const rows = notes.map(
    ({ id, where, title, model, kernel, since }) =>
      html`<li><span class="sign">≈</span> <b>${id}</b> <span class="where">(${where})</span>, ${title}. ${model} ${kernel} Since: ${since}.</li>`,
  );
  return html`<p class="broken-head">Where the models are simpler than a kernel</p>
<ul class="verdicts notes">${rows}</ul>`;
}

function renderReason({ id, where, title }: ReasonView, context: Context): Html {
  const place = where === '' ? '' : html` <span class="where">(${where})</span>`;
  if (id === undefined) return html`<strong class="new-word">NEW</strong>${place} ${title}`;
  return html`${context.cause(id)}${place}, ${title}`;
}

function renderSpace(stretches: readonly Stretch[]): Html {
  if (stretches.length === 0) return html``;
  const name = 'The address space around the range';
  return html`<ol class="space" aria-label="${name}">${stretches.map(renderStretch)}</ol>`;
}

function renderStretch(stretch: Stretch): Html {
  const { start, pages, vma, rights, inRange, begins, weight } = stretch;
  const looks = [`w${weight}`, vma === '' ? 'gap' : 'vma'];
  if (inRange) looks.push('in-range');
  if (begins) looks.push('begins');
  const name = vma === '' ? 'gap' : vma;
  const what = begins
    ? html`<b>${name}</b> <span>${rights}</span>`
    : html`<span>${name} goes on</span>`;
  const asked = inRange ? html` <em>in the range</em>` : '';
  return html`<li class="${looks.join(' ')}">${what}<small>${start}, ${pages}${asked}</small></li>`;
}

function renderResults({ results }: ScenarioView): Html {
  const rows = results.map(({ side, text, agrees, expected }) => {
    const [look, sign] = agrees === true ? ['good', '✓'] : ['bad', '✗'];
    const judged = html`, <span class="${look}">${sign} ${expected}</span>`;
    return html`<li><b>${side}</b> ${text}${agrees === undefined ? '' : judged}</li>`;
  });
  return html`<ul class="results">${rows}</ul>`;
}
