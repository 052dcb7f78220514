// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import type { ReasonView, ScenarioView, VerdictView } from '../view/scenario-view';
import type { Stretch } from '../view/space-view';
import type { Context } from './context';
import { renderDiff, renderLines } from './lines';
import { renderPicture } from './picture';

/** A scenario, from what is to be seen to what can be looked up. */
export function renderScenario(scenario: ScenarioView, context: Context): Html {
  const { picture, verdicts, broken, results, space, steps, words, diffs, source, pages } =
    scenario;
  const caption = `The range, ${pages}${source === '' ? '' : `, from ${source}`}.`;
  return html`<div class="scenario">
${verdicts.length === 0 ? '' : html`<ul class="verdicts">${verdicts.map((one) => renderVerdict(one, context))}</ul>`}
${broken.length === 0 ? '' : html`<p class="broken-head">Broken promises</p><ul class="verdicts broken">${broken.map((one) => html`<li><span class="sign">†</span> ${renderReason(one, context)}</li>`)}</ul>`}
${renderSpace(scenario.stretches)}
${renderPicture(picture, context, caption)}
${results.some(({ agrees }) => agrees === false) ? renderResults(scenario) : ''}
${folded('Every walk, step by step', steps, renderLines)}
${folded('The arrays, word by word', words, renderLines)}
${diffs.length === 0 ? '' : html`<details><summary>As a diff</summary>${diffs.map((diff) => renderDiff(diff.split('\n')))}</details>`}
${folded('VMAs, range, events and format in numbers', space, renderLines)}
<details><summary>The scenario document, and how to run it</summary>
${renderCopied(scenario.document, 'document', context)}
${renderCopied(scenario.replay, 'command', context)}
</details>
</div>`;
}

function folded(
  title: string,
  lines: readonly string[],
  render: (lines: readonly string[]) => Html,
): Html {
  if (lines.length === 0) return html``;
  return html`<details><summary>${title}</summary>${render(lines)}</details>`;
}

/** Text that is to be taken away; the script adds a button, without it the text can be selected. */
export function renderCopied(text: string, what: string, context: Context): Html {
  const id = context.id(what);
  return html`<div class="copied"><pre id="${id}" tabindex="0" role="group" aria-label="${what}"><code>${text}</code></pre><button type="button" hidden data-copies="${id}">Copy ${what}</button></div>`;
}

const VERDICT_SIGNS = { equal: '=', differ: '≠', incomparable: '?' } as const;

function renderVerdict({ pair, verdict, reasons }: VerdictView, context: Context): Html {
  const words = verdict === 'incomparable' ? 'not comparable' : verdict;
  return html`<li class="${verdict}"><span class="sign">${VERDICT_SIGNS[verdict]}</span> <b>${pair}</b> ${words}${
    reasons.length === 0
      ? ''
      : html`: ${reasons.map((one, index) => html`${index > 0 ? '; ' : ''}${renderReason(one, context)}`)}`
  }</li>`;
}

function renderReason({ id, where, title }: ReasonView, context: Context): Html {
  const place = where === '' ? '' : html` <span class="where">(${where})</span>`;
  if (id === undefined) return html`<strong class="new-word">NEW</strong>${place} ${title}`;
  return html`${context.cause(id)}${place}, ${title}`;
}

function renderSpace(stretches: readonly Stretch[]): Html {
  if (stretches.length === 0) return html``;
  return html`<ol class="space" aria-label="The address space around the range">${stretches.map(
    (stretch) => renderStretch(stretch),
  )}</ol>`;
}

function renderStretch({ start, pages, vma, rights, inRange, begins, weight }: Stretch): Html {
  const looks = [`w${weight}`, vma === '' ? 'gap' : 'vma'];
  if (inRange) looks.push('in-range');
  if (begins) looks.push('begins');
  return html`<li class="${looks.join(' ')}">${
    begins
      ? html`<b>${vma === '' ? 'gap' : vma}</b> <span>${rights}</span>`
      : html`<span>${vma || 'gap'} goes on</span>`
  }<small>${start}, ${pages}${inRange ? html` <em>in the range</em>` : ''}</small></li>`;
}

function renderResults({ results }: ScenarioView): Html {
  return html`<ul class="results">${results.map(
    ({ side, text, agrees, expected }) =>
      html`<li><b>${side}</b> ${text}${
        agrees === undefined
          ? ''
          : html`, <span class="${agrees ? 'good' : 'bad'}">${agrees ? '✓' : '✗'} ${expected}</span>`
      }</li>`,
  )}</ul>`;
}
