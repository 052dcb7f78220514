// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation, PageRun } from '../../../oracle/explain/explanation';
import { chosenRows, columns, type Layout, TIE, widthOf, wrappedLines } from './layout';
import { pageNumbers } from './names';
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
export function isReportedOtherwise({ words }: PageRun): boolean {
  const reported = words.map((word) =>
    word.holds === 'output' ? `${word.state} ${word.pfn}` : '',
  );
  return new Set(reported).size > 1;
}
