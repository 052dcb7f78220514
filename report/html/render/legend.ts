// SPDX-License-Identifier: GPL-2.0-or-later
import { ASK_WORDS } from '../../text/explain/names';
import { SLOT_MEANINGS, STATE_MEANINGS } from '../../text/explain/symbols';
import { type Html, type HtmlPart, html } from '../html';
import { MARK_MEANINGS, MARK_SYMBOLS, type Mark } from '../picture/marks';
import { heading } from './context';

/** What every mark of a picture means. */
export function renderLegend(level: number): Html {
  return html`<section id="legend" aria-labelledby="legend-title" class="legend">
${heading(level, 'Legend', 'legend-title')}
<p class="intro">A column is a page, or a run of neighbouring pages for which everything is
alike (0–511). From top to bottom: where the pages are, what stands in the page table, what is
asked; then what each side’s array holds after the call, and between two sides where they differ.</p>
<div class="keys">
${keys('Address space', SPACE_KEYS)}
${keys('A side’s answer', answerKeys())}
${keys('Between sides', PAIR_KEYS)}
${keys('While a side walks', [...markKeys(), ...EVENT_KEYS])}
${keys('Entry, in a narrow column', symbolKeys(SLOT_MEANINGS, 'pte'))}
${keys('Request', symbolKeys(ASK_WORDS, 'ask'))}
</div>
</section>`;
}

/** A sample, and what it means. */
interface Key {
  readonly look: string;
  readonly text: string;
  readonly meaning: HtmlPart;
}

function keys(title: string, list: readonly Key[]): Html {
  return html`<div><p class="key-title">${title}</p><ul>${list.map(
    ({ look, text, meaning }) =>
      html`<li><span class="cell ${look}" aria-hidden="true">${text}</span>
<span>${meaning}</span></li>`,
  )}</ul></div>`;
}

const SPACE_KEYS: readonly Key[] = [
  {
    look: 'vma',
    text: 'A',
    meaning: 'a VMA with permissions and backing; open-ended where it continues',
  },
  { look: 'gap', text: '', meaning: 'no VMA' },
  { look: 'pte', text: 'W', meaning: 'a PTE, one cell per page' },
  {
    look: 'block',
    text: 'pmd',
    meaning: 'one entry above the PTE level (a huge page or the like), over all its pages',
  },
  { look: 'hole', text: 'pmd', meaning: 'a hole: the table for these pages is missing' },
  { look: 'fails', text: '!', meaning: 'a page fault here fails' },
];

const PAIR_KEYS: readonly Key[] = [
  { look: 'differs', text: '≠', meaning: 'the sides differ, for a known cause' },
  { look: 'new', text: '≠', meaning: 'the sides differ, and no known cause explains it' },
  { look: 'incomparable', text: '?', meaning: 'one of them has no result' },
  { look: 'broken', text: '†', meaning: 'the side above violates the contract' },
];

const EVENT_KEYS: readonly Key[] = [
  { look: 'event', text: '◆2', meaning: 'other threads change the entry, before walk 2' },
];

function answerKeys(): readonly Key[] {
  const looks: Readonly<Record<string, string>> = {
    '.': 'state-none',
    '!': 'state-error',
    S: 'state-special',
    R: 'state-read',
    W: 'state-write',
    '~': 'state-stray',
    '?': 'state-malformed',
    '-': 'untouched',
    '#': 'overwritten',
  };
  const answers = Object.entries(STATE_MEANINGS).map(([text, meaning]) => ({
    look: looks[text] ?? '',
    text,
    meaning,
  }));
  return [
    ...answers,
    { look: 'mark', text: '✓', meaning: 'the whole result is as expected; ✗ it is not' },
  ];
}

const MARKS: readonly Mark['what'][] = [
  'begins',
  'read',
  'write',
  'failed',
  'waits',
  'denied',
  'impossible',
];

function markKeys(): readonly Key[] {
  return MARKS.map((what) => ({
    look: 'mark',
    text: `${MARK_SYMBOLS[what]}1`,
    meaning: `${MARK_MEANINGS[what]} (walk 1)`,
  }));
}

function symbolKeys(meanings: Readonly<Record<string, string>>, look: string): readonly Key[] {
  return Object.entries(meanings).map(([text, meaning]) => ({ look, text, meaning }));
}
