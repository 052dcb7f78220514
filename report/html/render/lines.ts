// SPDX-License-Identifier: GPL-2.0-or-later
import { elided } from '../../text/style';
import { type Html, html } from '../html';

/** Lines as they are, in a box that scrolls. */
export function renderLines(lines: readonly string[]): Html {
  return html`<pre tabindex="0">${lines.join('\n').trimEnd()}</pre>`;
}

/** How many lines of a diff are shown. */
const DIFF_LINES = 200;

/** A diff, or what is written like one. */
export function renderDiff(all: readonly string[]): Html {
  const lines = elided(all, DIFF_LINES, '');
  return html`<pre class="diff" tabindex="0">${lines.map((line, index) => {
    const end = index === lines.length - 1 ? '' : '\n';
    if (/^-(?!--)/.test(line)) return html`<del>${line}${end}</del>`;
    return /^\+(?!\+\+)/.test(line) ? html`<ins>${line}${end}</ins>` : html`${line}${end}`;
  })}</pre>`;
}
