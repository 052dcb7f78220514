// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageNumber } from '../../mm/units';
import { jsonText } from '../scenario/printable';
import { noRoomDocument } from './no-room';
import { innerAttemptsOf, returnName } from './result';
import type { Side } from './side';
import type { TextBytes } from './text-bytes';

/** The upper half of a number below 2^53 is what remains of it by this. */
const HALF = 2 ** 32;

/**
 * Writes a side's result as one JSON object in the vectors' own form: `ret`, `pages` (v5.7 after a success),
 * `pfns`, `faults`, `walks`. A side whose pfns did not fit gives `{"overflow": {"page", "pfn"}}`, one whose
 * addresses the range did not fit into `{"overflow": {"start", "end"}}`, one that threw `{"threw": MESSAGE}`.
 *
 * It pauses whenever there is enough to be taken, as a range can have 2^24 pages.
 */
export function* writeResult(side: Side, to: TextBytes): Generator<void> {
  const { record, overflow, failure } = side;
  if (failure !== undefined) {
    to.text(`{"threw":${jsonText(failure.message)}}`);
    return;
  }
  if (overflow !== undefined) {
    to.text(JSON.stringify({ overflow: noRoomDocument(overflow) }));
    return;
  }
  to.text('{"ret":');
  const ret = returnName(record.ret);
  to.text(ret === 0 ? '0' : `"${ret}"`);
  if (side.pageCount !== undefined) {
    to.text(',"pages":');
    to.integer(side.pageCount);
  }
  to.text(',"pfns":[');
  for (let first = 0; first < record.pages; ) {
    first = writeWords(side, first, to);
    if (to.isEnough) yield;
  }
  to.text('],"faults":[');
  for (let row = 0; row < record.faults.rows; row++) {
    writeFault(side, row, to);
    if (to.isEnough) yield;
  }
  to.text('],"walks":');
  to.integer(record.walks);
  const { attempts } = innerAttemptsOf(side);
  if (attempts !== undefined) to.text(`,"attempts":${JSON.stringify(attempts)}`);
  to.text('}');
}

/** Writes words from a page on, until there is enough; returns the page after the last one. */
function writeWords(
  { record, words, wordsPerPage }: Side,
  first: PageNumber,
  to: TextBytes,
): number {
  let page = first;
  while (page < record.pages && !to.isEnough) {
    if (page > 0) to.text(',');
    const at = page * wordsPerPage;
    to.quotedHex(words[at] ?? 0, wordsPerPage === 1 ? 0 : (words[at + 1] ?? 0));
    page++;
  }
  return page;
}

function writeFault({ record }: Side, row: number, to: TextBytes): void {
  const { first, pages, write } = record.faults.row(row);
  const at = record.faults.addressOf(first);
  to.text(row === 0 ? '{"at":' : ',{"at":');
  to.quotedHex(at, Math.floor(at / HALF));
  to.text(',"pages":');
  to.integer(pages);
  to.text(write ? ',"write":true}' : ',"write":false}');
}
