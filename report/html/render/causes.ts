// SPDX-License-Identifier: GPL-2.0-or-later
import { type Html, type HtmlPart, html } from '../html';
import type { Fact } from '../view/fact';
import type { CausesBlock, CauseView } from '../view/page-view';
import type { ScenarioView } from '../view/scenario-view';
import { type Context, causeAnchor, heading, later, number } from './context';
import { renderDiff } from './lines';
import { renderCopied, renderScenario } from './scenario';

/** Causes: new ones in full and at once, known ones to be opened. */
export function renderCauses(block: CausesBlock, context: Context, level: number): Html {
  const { fresh, intro, columns, causes, notShown } = block;
  const more = html`<p class="note">… and ${notShown} more (not shown).</p>`;
  const heads = causes.length > 0 && columns.length > 0 ? countHeads(columns) : '';
  const known = causes.map((cause) => renderKnown(cause, columns, context, level));
  return html`${intro === '' ? '' : html`<p class="intro">${intro}</p>`}
${
  fresh
    ? causes.map((cause) => renderFresh(cause, block, context, level))
    : html`<div class="causes">${heads}${known}</div>`
}
${notShown > 0 ? more : ''}`;
}

function countHeads(columns: readonly string[]): Html {
  const names = columns.map((name) => html`<span class="count">${name}</span>`);
  return html`<p class="count-heads" aria-hidden="true"><span></span>
<span class="counts">${names}</span></p>`;
}

function renderFresh(
  cause: CauseView,
  { columns, mark }: CausesBlock,
  context: Context,
  level: number,
): Html {
  const { id, title } = cause;
  const counts = cause.counts.map((count, index) => `${number(count)} ${columns[index] ?? ''}`);
  const where = counts.length === 0 ? '' : html` <span class="where">(${counts.join(', ')})</span>`;
  const name = context.id(causeAnchor(id));
  return html`<article class="fresh findable" id="${name}" data-find="${findable(cause)}">
${heading(level, html`${marked(mark)} <code>${id}</code>`)}
<p>${title}${where}</p>
${renderBody(cause, context)}
</article>`;
}

function marked(mark: string): Html {
  return html`<strong class="new-word">${mark}</strong>`;
}

function renderKnown(
  cause: CauseView,
  columns: readonly string[],
  context: Context,
  level: number,
): Html {
  const { id, title, counts } = cause;
  const counted = counts.map((count, index) => {
    const look = count === 0 ? 'count zero' : 'count';
    const unit = html`<span class="unit">${columns[index] ?? ''}</span>`;
    return html`<span class="${look}">${number(count)} ${unit}</span>`;
  });
  return renderFolded(
    {
      id: context.id(causeAnchor(id)),
      find: findable(cause),
      look: '',
      head: heading(level, html`<code>${id}</code>`),
      title,
      counted,
    },
    renderBody(cause, context),
  );
}

/** A line of a list that can be opened. */
interface Folded {
  readonly id: string;
  /** By which words it is found. */
  readonly find: string;
  readonly look: string;
  readonly head: Html;
  readonly title: string;
  readonly counted: HtmlPart;
}

function renderFolded({ id, find, look, head, title, counted }: Folded, body: Html): Html {
  return html`<details class="cause findable${look}" id="${id}" data-find="${find}">
<summary>${head}<span class="cause-title">${title}</span>
<span class="counts">${counted}</span></summary>${later(body)}</details>
`;
}

function findable({ id, title, facts }: CauseView): string {
  return [id, title, ...facts.map(({ text }) => text)].join(' ').toLowerCase();
}

function renderBody({ facts, lines, scenario, replay }: CauseView, context: Context): Html {
  // A picture of the sides says what their lines say.
  const hasSides = scenario?.picture.rows.some(({ kind }) => kind === 'side') === true;
  const diff = lines.length === 0 ? html`` : renderDiff(lines);
  const folded = html`<details><summary>In lines</summary>${diff}</details>`;
  return html`<div class="body">
${renderFacts(facts)}
${hasSides ? '' : diff}
${replay === undefined ? '' : renderCopied(replay, 'command', context)}
${scenario === undefined ? '' : renderScenario(scenario, context)}
${lines.length > 0 && hasSides ? folded : ''}
</div>`;
}

/** Terms and texts. */
export function renderFacts(facts: readonly Fact[]): Html {
  if (facts.length === 0) return html``;
  return html`<dl class="facts">${facts.map(
    ({ term, text }) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`,
  )}</dl>`;
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
    const line = {
      id: context.id(`scenario-${id}`),
      find: [id, ...ids].join(' ').toLowerCase(),
      look: hasNews ? ' news' : '',
      head: heading(level, html`${hasNews ? marked('NEW') : ''} <code>${id}</code>`),
      title: ids.length === 0 ? 'the sides agree' : ids.join(', '),
      counted: html`<span class="count">${pages}</span>`,
    };
    return renderFolded(line, renderScenario(scenario, context));
  })}</div>`;
}
