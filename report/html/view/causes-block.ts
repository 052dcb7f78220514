// SPDX-License-Identifier: GPL-2.0-or-later
import type { CausesBlock } from './page-view';

/** What is said of causes; that nothing is left out need not be. */
type Said = Pick<CausesBlock, 'intro' | 'columns' | 'causes'> &
  Partial<Pick<CausesBlock, 'title' | 'notShown'>>;

/** Causes that nothing known explains, or mistakes: each is marked, and so is the block. */
export function newCausesBlock({ title = 'New', notShown = 0, ...said }: Said): CausesBlock {
  return { kind: 'causes', title, fresh: true, mark: 'NEW', ...said, notShown };
}

/** Causes that are known, or are no news. */
export function knownCausesBlock({
  title,
  notShown = 0,
  ...said
}: Said & Pick<CausesBlock, 'title'>): CausesBlock {
  return { kind: 'causes', title, fresh: false, mark: '', ...said, notShown };
}
