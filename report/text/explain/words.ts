// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation, PageRun, PageWord } from '../../../oracle/explain/explanation';
import type { SideName } from '../../../oracle/run/side-names';
import { isReportedOtherwise } from './grid';
import { joinedRuns } from './joined';
import { chosenRows, columns, type Layout, type TableRow, widthOf } from './layout';
import { pageNumbers, sidesName } from './names';

/** How many runs of words are shown. */
const ROWS_SHOWN = 48;

/**
 * The arrays, word by word, with their bits named: one column per format, side by side if they fit,
 * otherwise stacked. Sides with the same words share a column.
 */
export function wordLines(explanation: Explanation, { width }: Layout): string[] {
  const pages = joinedRuns(explanation.pages);
  const groups = sideGroups(pages);
  const all = pages[0]?.words.length ?? 0;
  if (groups.length === 0) return [];
  const row = (run: PageRun): readonly TableRow[] => [
    [pageNumbers(run.first, run.pages), ...groups.flatMap(({ index }) => cells(run, index))],
  ];
  const head = ['page', ...groups.flatMap(({ sides }) => [sidesName(sides, all), ''])];
  const table = columns([head, ...chosenRows(pages, ROWS_SHOWN, isReportedOtherwise, row)]);
  return widthOf(table) <= width ? table : stackedLines(pages);
}

/** One row per side, for words that are too long to be shown side by side. */
function stackedLines(pages: readonly PageRun[]): string[] {
  const rows = chosenRows(pages, ROWS_SHOWN, isReportedOtherwise, (run) =>
    sideGroups([run]).map(({ sides, index }, position) => [
      position === 0 ? pageNumbers(run.first, run.pages) : '',
      sidesName(sides, run.words.length),
      ...cells(run, index),
    ]),
  );
  return columns([['page'], ...rows]);
}

interface SideGroup {
  readonly sides: readonly SideName[];
  /** The position of the first of them. */
  readonly index: number;
}

/** The sides that have the same words, named alike, on all these pages. */
function sideGroups(pages: readonly PageRun[]): readonly SideGroup[] {
  const groups = new Map<string, SideGroup>();
  for (const [index, { side }] of pages[0]?.words.entries() ?? []) {
    const key = pages.map((run) => cells(run, index).join(' ')).join('\n');
    const group = groups.get(key) ?? { sides: [], index };
    groups.set(key, { ...group, sides: [...group.sides, side] });
  }
  return [...groups.values()];
}

/** A word in hex, and what its bits say. */
function cells(run: PageRun, index: number): readonly [string, string] {
  const word = run.words[index];
  if (word === undefined) return ['', ''];
  const step = run.pages > 1 && word.step !== '0x0' ? ` + ${word.step} a page` : '';
  return [`${word.word}${step}`, bitsText(word, step !== '')];
}

/** `VALID WRITE | pfn 0x2000`, `= values[error]`, `request: REQ_FAULT` */
export function bitsText(word: PageWord, goesOn = false): string {
  const { flags, values, pfn, unnamed } = word.bits;
  if (values.length > 0) return values.map((name) => `= values[${name}]`).join(' ');
  const parts = [
    flags.join(' '),
    pfn === undefined ? '' : `pfn ${pfn}${goesOn ? ' …' : ''}`,
    unnamed === undefined ? '' : `${unnamed} has no name`,
  ].filter((part) => part !== '');
  if (word.holds === 'request') return `request: ${parts.join(' | ') || 'nothing'}`;
  if (pfn !== undefined && flags.length === 0) parts.push('no flag');
  const text = parts.join(' | ') || 'none';
  return word.holds === 'output' ? text : `${text} (not reached, but overwritten)`;
}
