// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from '../../../oracle/explain/explanation';
import { columnDetails } from './details';
import { sideMarks } from './marks';
import type { Picture, PictureRow } from './model';
import { pairRows } from './pair-rows';
import { placeRows } from './place-rows';
import { sideRows } from './side-rows';

/** Up to how many columns a picture uses words. */
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
