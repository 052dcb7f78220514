// SPDX-License-Identifier: GPL-2.0-or-later

/** A term, and what is to be said of it. */
export interface Fact {
  readonly term: string;
  readonly text: string;
}
