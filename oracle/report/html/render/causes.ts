// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, html } from '../html';
import type { Fact } from '../view/fact';
import type { CausesBlock, CauseView } from '../view/page-view';
import type { ScenarioView } from '../view/scenario-view';
import { type Context, causeAnchor, heading, later, number } from './context';
import { renderDiff } from './lines';
import { renderCopied, renderScenario } from './scenario';

/** Causes: new ones in full and at once, known ones to be opened. */
export function renderCauses(block: CausesBlock, context: Context, level: number): Html {
  const { fresh, intro, columns, causes, notShown } = block;
  const more =
    notShown > 0 ? html`<p class="note">… and ${notShown} more, which are not shown.</p>` : '';
  const body = fresh
    ? causes.map((cause) => renderFresh(cause, block, context, level))
    : html`<div class="causes">${causes.length > 0 && columns.length > 0 ? countHeads(columns) : ''}${causes.map((cause) => renderKnown(cause, columns, context, level))}</div>`;
  return html`${intro === '' ? '' : html`<p class="intro">${intro}</p>`}${body}${more}`;
}

function countHeads(columns: readonly string[]): Html {
  return html`<p class="count-heads" aria-hidden="true"><span></span>${columns.map((name) => html`<span class="count">${name}</span>`)}</p>`;
}

function renderFresh(
  cause: CauseView,
  { columns, mark }: CausesBlock,
  context: Context,
  level: number,
): Html {
  const { id, title } = cause;
  const counts = cause.counts.map((count, index) => `${number(count)} ${columns[index] ?? ''}`);
  const name = context.id(causeAnchor(id));
  return html`<article class="fresh findable" id="${name}" data-find="${findable(cause)}">
${heading(level, html`<strong class="new-word">${mark}</strong> <code>${id}</code>`)}
<p>${title}${counts.length === 0 ? '' : html` <span class="where">(${counts.join(', ')})</span>`}</p>
${renderBody(cause, context)}
</article>`;
}

function renderKnown(
  cause: CauseView,
  columns: readonly string[],
  context: Context,
  level: number,
): Html {
  const { id, title, counts } = cause;
  return html`<details class="cause findable" id="${context.id(causeAnchor(id))}" data-find="${findable(cause)}"><summary>${heading(level, html`<code>${id}</code>`)}<span class="cause-title">${title}</span>${counts.map(
    (count, index) =>
      html`<span class="count${count === 0 ? ' zero' : ''}">${number(count)} <span class="unit">${columns[index] ?? ''}</span></span>`,
  )}</summary>${later(renderBody(cause, context))}</details>
`;
}

function findable({ id, title, facts }: CauseView): string {
  return [id, title, ...facts.map(({ text }) => text)].join(' ').toLowerCase();
}

function renderBody({ facts, lines, scenario, replay }: CauseView, context: Context): Html {
  // A picture of the sides says what their lines say.
  const hasSides = scenario?.picture.rows.some(({ kind }) => kind === 'side') === true;
  return html`<div class="body">
${renderFacts(facts)}
${lines.length === 0 || hasSides ? '' : renderDiff(lines)}
${replay === undefined ? '' : renderCopied(replay, 'command', context)}
${scenario === undefined ? '' : renderScenario(scenario, context)}
${lines.length > 0 && hasSides ? html`<details><summary>In lines</summary>${renderDiff(lines)}</details>` : ''}
</div>`;
}

/** Terms and texts. */
export function renderFacts(facts: readonly Fact[]): Html {
  if (facts.length === 0) return html``;
  return html`<dl class="facts">${facts.map(({ term, text }) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>`;
}

/** One scenario in full, or many to be opened. */
export function renderScenarios(
  scenarios: readonly ScenarioView[],
  context: Context,
  level: number,
): Html {
  const [only] = scenarios;
  if (only !== undefined && scenarios.length === 1) return renderScenario(only, context);
  return html`<div class="causes">${scenarios.map((scenario) => {
    const { id, verdicts, broken, hasNews, pages } = scenario;
    const reasons = [...verdicts.flatMap(({ reasons: found }) => found), ...broken];
    const ids = [...new Set(reasons.map((reason) => reason.id ?? 'NEW'))];
    const find = [id, ...ids].join(' ').toLowerCase();
    return html`<details class="cause findable${hasNews ? ' news' : ''}" id="${context.id(`scenario-${id}`)}" data-find="${find}"><summary>${heading(level, html`${hasNews ? html`<strong class="new-word">NEW</strong> ` : ''}<code>${id}</code>`)}<span class="cause-title">${ids.length === 0 ? 'the sides agree' : ids.join(', ')}</span><span class="count">${pages}</span></summary>${later(renderScenario(scenario, context))}</details>
`;
  })}</div>`;
}
