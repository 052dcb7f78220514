// SPDX-License-Identifier: GPL-2.0-or-later
import type {
  ExplainedSide,
  Explanation,
  PageRun,
  PageWord,
} from '../../../oracle/explain/explanation';
import { pagesText } from '../../text/explain/names';
import { stateSymbol } from '../../text/explain/symbols';
import { bands, type CellContent, eachColumn } from './columns';
import { MARK_SYMBOLS, type Mark } from './marks';
import type { Look, PictureCell, PictureRow } from './model';

/** How many marks are drawn in one cell. */
const MARKS_DRAWN = { words: 6, symbols: 2 } as const;

/** A side's answer page by page; then, if any, what it did, and which promises it broke. */
export function sideRows(
  explanation: Explanation,
  side: ExplainedSide,
  marks: readonly (readonly Mark[])[],
  inWords: boolean,
): readonly PictureRow[] {
  const { pages } = explanation;
  const index = (pages[0]?.words ?? []).findIndex((word) => word.side === side.name);
  const stands = standingOut(explanation, side);
  const answers = bands(
    pages,
    (_, column) => (index === -1 ? undefined : `${column}`),
    (run, column) => answerCell(run, run.words[index], inWords, stands[column] ?? ''),
  );
  const done: PictureRow = {
    kind: 'marks',
    label: 'faults',
    note: '',
    cells: markCells(pages, marks, MARKS_DRAWN[inWords ? 'words' : 'symbols']),
  };
  return [
    { kind: 'side', label: side.name, note: noteText(side), cells: answers },
    ...(done.cells.length > 0 ? [done] : []),
    ...promiseRows(explanation, side),
  ];
}

/** What a side returned, and whether that was expected: `returns 0, 2 walks ✓` */
function noteText(side: ExplainedSide): string {
  const { expected } = side;
  const sign = expected === undefined ? '' : expected.agrees ? ' ✓' : ' ✗';
  return `${resultText(side)}${sign}`;
}

/** `returns 0, 2 walks` */
export function resultText({ ret, count, walks, overflow, threw }: ExplainedSide): string {
  if (overflow !== undefined || threw !== undefined) return 'no result';
  const returned =
    count === undefined ? `returns ${ret}` : `returns ${count} (${pagesText(count)})`;
  return `${returned}, ${walks === 1 ? '1 walk' : `${walks} walks`}`;
}

/** By column, whether the side differs there from one of its neighbours. */
function standingOut(
  { pages, pairs }: Explanation,
  { name }: ExplainedSide,
): readonly PictureCell['stands'][] {
  const stands: PictureCell['stands'][] = pages.map(() => '');
  for (const pair of pairs) {
    if (pair.verdict !== 'differ' || (pair.left !== name && pair.right !== name)) continue;
    for (const cause of pair.causes) {
      const how = cause.id === undefined ? 'new' : 'out';
      for (const span of cause.pages) {
        eachColumn(pages, span, (column) => {
          if (stands[column] !== 'new') stands[column] = how;
        });
      }
    }
  }
  return stands;
}

function answerCell(
  run: PageRun,
  word: PageWord | undefined,
  inWords: boolean,
  stands: PictureCell['stands'],
): CellContent {
  if (word === undefined) return { text: '', name: 'no result', look: 'untouched' };
  const text = stateSymbol(word);
  const name = answerText(word, run.pages);
  const small = inWords ? name : '';
  return { text, small, name, look: answerLook(word), stands };
}

function answerLook(word: PageWord): Look {
  if (word.holds === 'output') return `state-${word.state}`;
  return word.holds === 'request' ? 'untouched' : 'overwritten';
}

/** `read 0x3`, `not reached` */
export function answerText(word: PageWord, pages: number): string {
  if (word.holds !== 'output') {
    return word.holds === 'request' ? 'not reached' : 'not reached, and overwritten';
  }
  const { state, pfn, step } = word;
  const hasPfn = state === 'read' || state === 'write' || state === 'stray';
  return hasPfn ? `${state} ${pfn}${pages > 1 && step !== '0x0' ? ' …' : ''}` : state;
}

function markCells(
  pages: readonly PageRun[],
  marks: readonly (readonly Mark[])[],
  limit: number,
): readonly PictureCell[] {
  return bands(
    pages,
    (_, column) => {
      const here = marks[column] ?? [];
      return here.length === 0 ? undefined : here.map(markSymbol).join(' ');
    },
    (_, first): CellContent => {
      const here = marks[first] ?? [];
      const drawn = here.slice(0, limit).map(markSymbol).join(' ');
      const more = here.length > limit ? ` +${here.length - limit}` : '';
      return { text: `${drawn}${more}`, name: marksText(here), look: 'mark' };
    },
  );
}

function markSymbol({ what, walk }: Mark): string {
  return `${MARK_SYMBOLS[what]}${walk}`;
}

/** How many marks are described in words. */
const MARKS_TOLD = 8;

/** What happened at a column, in words. */
export function marksText(marks: readonly Mark[]): string {
  const told = marks.slice(0, MARKS_TOLD).map(({ text }) => text);
  const more = marks.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

function promiseRows(
  { pages, broken = [] }: Explanation,
  { name }: ExplainedSide,
): readonly PictureRow[] {
  return broken
    .filter(({ sides }) => sides.includes(name))
    .map(({ clause, id, pages: spans }): PictureRow => {
      const at = new Set<number>();
      for (const span of spans) eachColumn(pages, span, (column) => at.add(column));
      const what = id ?? `new: ${clause}`;
      return {
        kind: 'promise',
        label: '†',
        note: '',
        cells: bands(
          pages,
          (_, column) => (at.has(column) ? what : undefined),
          (): CellContent => ({
            text: `† ${what}`,
            name: `violates the contract: ${what}`,
            look: 'broken',
            stands: id === undefined ? 'new' : '',
          }),
        ),
      };
    });
}
