// SPDX-License-Identifier: GPL-2.0-or-later
import type { StateName } from '../../../oracle/run/result';

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
  /** Whether the thing continues outside the range, before or after the cell. */
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

/** A range as a picture: a column a page, or a run of like ones; rows from VMAs to sides. */
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

/** All that is to be read of one column. */
export interface ColumnDetail {
  readonly title: string;
  /** What stands there and what is asked, as pairs of term and text. */
  readonly facts: readonly (readonly [string, string])[];
  readonly sides: readonly SideDetail[];
}

/** A side's word, what its bits say, what the walk met, and what happened. */
export interface SideDetail {
  readonly side: string;
  readonly word: string;
  readonly bits: string;
  readonly says: string;
  readonly met: string;
  readonly happened: string;
  readonly broken: string;
}
