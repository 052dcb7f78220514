// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideName } from '../../oracle/run/side-names';
import type { Fixture } from '../fixture';

/** The number of the forms in which fixtures are written; readers refuse higher ones. */
export const FORM_VERSION = 1;
/** How files other than JSON Lines name their format, followed by its version. */
export const FORM_NAME = 'hmm-fixtures';

/** What the text of a file depends on, besides the fixtures. */
export interface RenderOptions {
  /** Begins every name in C, and the names of files. */
  readonly prefix: string;
  readonly sides: readonly SideName[];
}

/** Writes fixtures in one form, piece by piece; one renderer makes one file. */
export interface Renderer {
  /** What stands before the first fixture. */
  begin(): string;
  /** The text of one fixture, in chunks. */
  add(fixture: Fixture): Iterable<string>;
  /** What follows the last fixture. */
  end(): string;
}
