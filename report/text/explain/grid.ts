// SPDX-License-Identifier: GPL-2.0-or-later
import { WORD64_MASK } from '../../../mm/word64';
import type { Explanation, PageRun, PageWord } from '../../../oracle/explain/explanation';
import type { SideName } from '../../../oracle/run/side-names';
import { hex } from '../../../oracle/scenario/json';
import {
  chosenRows,
  columns,
  type Layout,
  type TableRow,
  TIE,
  widthOf,
  wrappedLines,
} from '../style';
import { pageNumbers, sidesName } from './names';
import { type GridRow, gridRows } from './symbols';

/** How many runs are shown in a table. */
const ROWS_SHOWN = 48;

/**
 * A drawing of the range: for each page its VMA, slot, request and what each side reports, one below
 * the other. In words if they fit, otherwise in symbols with a legend; many pages become a table of
 * runs.
 */
export function gridLines(explanation: Explanation, { width }: Layout): string[] {
  const { pages } = explanation;
  if (pages.length === 0) return ['  the range has no pages'];
  const rows = gridRows(explanation);
  if (pages.length <= width / 10) {
    const words = columns(wordGrid(pages, rows));
    if (widthOf(words) <= width) return [...words, ...strayLine(pages)];
  }
  if (pages.every((run) => run.pages === 1)) {
    const symbols = columns(symbolGrid(pages, rows));
    if (widthOf(symbols) <= width) return [...symbols, ...legendLines(pages, rows, width)];
  }
  return tableLines(explanation, rows, width);
}

function wordGrid(pages: readonly PageRun[], rows: readonly GridRow[]): string[][] {
  return [
    ['page', ...pages.map(({ first, pages: count }) => pageNumbers(first, count))],
    ...rows
      .filter(({ words }) => pages.some((run) => words(run) !== ''))
      .map(({ label, words }) => [label, ...pages.map(words)]),
  ];
}

function symbolGrid(pages: readonly PageRun[], rows: readonly GridRow[]): string[][] {
  return [
    ['page', ...pages.map(({ first }) => String(first))],
    ...rows.flatMap(({ label, symbols }) =>
      symbols !== undefined && pages.some((run) => symbols(run) !== '')
        ? [[label, ...pages.map(symbols)]]
        : [],
    ),
  ];
}

/** The meaning of the symbols that occur, one line per kind of row. */
function legendLines(
  pages: readonly PageRun[],
  rows: readonly GridRow[],
  width: number,
): readonly string[] {
  const kinds = new Map<string, Map<string, string>>();
  for (const { legend, symbols } of rows) {
    if (legend === undefined || symbols === undefined) continue;
    for (const symbol of pages.flatMap((run) => [...symbols(run)])) {
      const used = kinds.get(legend.title) ?? new Map<string, string>();
      kinds.set(legend.title, used.set(symbol, legend.meanings[symbol] ?? ''));
    }
  }
  const indent = Math.max(0, ...[...kinds.keys()].map((title) => title.length)) + 5;
  return [...kinds].flatMap(([title, used]) => {
    const meanings = [...used].map(([symbol, meaning]) =>
      `${symbol} ${meaning}`.replaceAll(' ', TIE),
    );
    return wrappedLines(
      meanings.join('   '),
      width,
      `  ${title}:`.padEnd(indent),
      ' '.repeat(indent),
    );
  });
}

/** The one state that has no word in the kernel. */
function strayLine(pages: readonly PageRun[]): string[] {
  const isStray = pages.some(({ words }) =>
    words.some((word) => word.holds === 'output' && word.state === 'stray'),
  );
  return isStray ? ['  stray: a pfn without VALID, WRITE or ERROR'] : [];
}

/** One row per run; those in which the sides differ take precedence. */
function tableLines(
  { pages, pagesLeftOut }: Explanation,
  rows: readonly GridRow[],
  width: number,
): string[] {
  const wide = table(pages, rows);
  const fits = widthOf(wide) <= width;
  return [
    ...(fits
      ? wide
      : table(
          pages,
          rows.filter(({ label }) => label !== 'pfn'),
        )),
    ...legendLines(
      pages,
      rows.filter(({ legend }) => legend?.title === 'request'),
      width,
    ),
    ...strayLine(pages),
    ...(pagesLeftOut > 0 ? [`  … and ${pagesLeftOut} more pages`] : []),
  ];
}

function table(pages: readonly PageRun[], rows: readonly GridRow[]): string[] {
  const shown = rows
    .map(({ label, brief, words }) => ({ label, text: brief ?? words }))
    .filter(({ text }) => pages.some((run) => text(run) !== ''));
  const runs = chosenRows(pages, ROWS_SHOWN, isReportedOtherwise, (run) => [
    [pageNumbers(run.first, run.pages), ...shown.map(({ text }) => text(run))],
  ]);
  return columns([['page', ...shown.map(({ label }) => label)], ...runs]);
}

/** Whether the sides report a run differently. */
function isReportedOtherwise({ words }: PageRun): boolean {
  const reported = words.map((word) =>
    word.holds === 'output' ? `${word.state} ${word.pfn}` : '',
  );
  return new Set(reported).size > 1;
}

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
function joinedRuns(pages: readonly PageRun[]): readonly PageRun[] {
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
