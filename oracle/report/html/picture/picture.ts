// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from '../../../explain/explanation';
import type { StateName } from '../../../run/page-state-text';
import { type ColumnDetail, columnDetails } from './details';
import { sideMarks } from './marks';
import { pairRows } from './pair-rows';
import { placeRows } from './place-rows';
import { sideRows } from './side-rows';

/** How a cell looks; each has a shape or a letter of its own besides its colour. */
export type Look =
  | 'vma'
  | 'gap'
  | 'pte'
  | 'block'
  | 'hole'
  | 'fails'
  | 'event'
  | 'ask'
  | `state-${StateName}`
  | 'untouched'
  | 'told'
  | 'overwritten'
  | 'mark'
  | 'differs'
  | 'new'
  | 'incomparable'
  | 'broken';

/** One thing that is said of neighbouring columns. */
export interface PictureCell {
  /** The column where it begins, and how many it covers. */
  readonly first: number;
  readonly columns: number;
  readonly text: string;
  /** A second line, where there is room. */
  readonly small: string;
  /** What it says in full, for who cannot see where it stands. */
  readonly name: string;
  readonly look: Look;
  /** Whether the thing goes on outside the range, before or behind the cell. */
  readonly opens: '' | 'left' | 'right' | 'both';
  /** Whether sides differ here: `new` if nothing known explains it. */
  readonly stands: '' | 'out' | 'new';
}

export interface PictureRow {
  readonly kind: 'place' | 'ask' | 'side' | 'marks' | 'pair' | 'promise';
  readonly label: string;
  /** Small print below the label. */
  readonly note: string;
  /** In order; columns that no cell covers are empty. */
  readonly cells: readonly PictureCell[];
}

/** A range as a picture: a column a page, or a run of like pages; rows from the VMAs to the sides. */
export interface Picture {
  readonly heads: readonly ColumnHead[];
  readonly rows: readonly PictureRow[];
  /** What is to be read of each column. */
  readonly details: readonly ColumnDetail[];
  /** Whether there is room for words; else cells hold symbols. */
  readonly inWords: boolean;
  /** Pages at the end that are not in it. */
  readonly leftOut: number;
}

export interface ColumnHead {
  readonly first: number;
  readonly pages: number;
  readonly at: string;
}

/** So many columns are told in words. */
const WORDS_COLUMNS = 6;
/** In wider pictures neighbouring pages that are asked the same share a cell. */
const APART_COLUMNS = 64;

/**
 * The picture of an explained scenario.
 * @param more rows of others than the sides, at its end.
 */
export function pictureOf(explanation: Explanation, more: readonly PictureRow[] = []): Picture {
  const { pages, sides, pairs, broken, pagesLeftOut } = explanation;
  const inWords = pages.length <= WORDS_COLUMNS;
  const joinsAsks = pages.length > APART_COLUMNS;
  const marks = sides.map((side) => sideMarks(side, explanation));
  return {
    heads: pages.map(({ first, pages: count, at }) => ({ first, pages: count, at })),
    rows: [
      ...placeRows(explanation, { inWords, joinsAsks }),
      ...sides.flatMap((side, index) => [
        ...sideRows(explanation, side, marks[index] ?? [], inWords),
        ...pairRows(pages, pairs[index]),
      ]),
      ...more,
    ],
    details: columnDetails(explanation, marks, broken ?? []),
    inWords,
    leftOut: pagesLeftOut,
  };
}
