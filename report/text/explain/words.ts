// SPDX-License-Identifier: GPL-2.0-or-later
import { WORD64_MASK } from '../../../mm/word64';
import type { Explanation, PageRun, PageWord } from '../../../oracle/explain/explanation';
import type { SideName } from '../../../oracle/run/side-names';
import { hex } from '../../../oracle/scenario/hex';
import { isReportedOtherwise } from './grid';
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

/**
 * Joins runs of pages whose words form one run, however they differ otherwise; pages that are listed
 * one by one stay so.
 */
export function joinedRuns(pages: readonly PageRun[]): readonly PageRun[] {
  if (pages.every((run) => run.pages === 1)) return pages;
  const runs: PageRun[] = [];
  for (const run of pages) {
    const last = runs.at(-1);
    const joined = last && joinRuns(last, run);
    if (joined === undefined) runs.push(run);
    else runs[runs.length - 1] = joined;
  }
  return runs;
}

function joinRuns(one: PageRun, other: PageRun): PageRun | undefined {
  const words: PageWord[] = [];
  for (const [index, word] of one.words.entries()) {
    const next = other.words[index];
    const step = next && stepBetween(word, one.pages, next, other.pages);
    if (next === undefined || step === undefined || !saysSame(word, next)) return undefined;
    words.push({ ...word, step: hex(step) });
  }
  return { ...one, pages: one.pages + other.pages, words };
}

/** The step by which the words of two runs go on from one to the other; undefined if by none. */
function stepBetween(
  one: PageWord,
  pages: number,
  other: PageWord,
  otherPages: number,
): bigint | undefined {
  const distance = (BigInt(other.word) - BigInt(one.word)) & WORD64_MASK;
  const step = pages > 1 ? BigInt(one.step) : otherPages > 1 ? BigInt(other.step) : distance;
  if (((step * BigInt(pages)) & WORD64_MASK) !== distance) return undefined;
  return otherPages > 1 && BigInt(other.step) !== step ? undefined : step;
}

/** Whether two words have the same flags, and both have a pfn or neither. */
function saysSame(one: PageWord, other: PageWord): boolean {
  const said = ({ holds, bits }: PageWord): string =>
    [holds, ...bits.flags, '=', ...bits.values, bits.unnamed, bits.pfn === undefined].join(' ');
  return said(one) === said(other);
}
