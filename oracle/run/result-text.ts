// SPDX-License-Identifier: GPL-2.0-or-later
import { hex } from '../scenario/hex';
import { jsonText } from '../scenario/printable';
import { noRoomDocument } from './no-room';
import { innerAttemptsOf } from './result';
import { returnName } from './return-code';
import type { Side } from './side';

/** How many raw words go into one chunk of text; a range can have 2^24 pages. */
const WORDS_PER_CHUNK = 2 ** 16;

/**
 * A side's result as one JSON object in the vectors' own form, in chunks that join to it: `ret`,
 * `pages` (v5.7 after a success), `pfns`, `faults`, `walks`. A side whose pfns did not fit gives
 * `{"overflow": {"page", "pfn"}}`, one whose addresses the range did not fit into `{"overflow": {"start",
 * "end"}}`, one that threw `{"threw": MESSAGE}`.
 */
export function* resultChunks(side: Side): Generator<string> {
  const { record, overflow, failure } = side;
  if (failure !== undefined) {
    yield `{"threw":${jsonText(failure.message)}}`;
    return;
  }
  if (overflow !== undefined) {
    yield JSON.stringify({ overflow: noRoomDocument(overflow) });
    return;
  }
  const count = side.pageCount === undefined ? '' : `"pages":${side.pageCount},`;
  let text = `{"ret":${JSON.stringify(returnName(record.ret))},${count}"pfns":[`;
  for (let page = 0; page < record.pages; page++) {
    text += page === 0 ? `"${side.hexWord(page)}"` : `,"${side.hexWord(page)}"`;
    if (page % WORDS_PER_CHUNK === WORDS_PER_CHUNK - 1) {
      yield text;
      text = '';
    }
  }
  const { attempts } = innerAttemptsOf(side);
  const beside = attempts === undefined ? '' : `,"attempts":${JSON.stringify(attempts)}`;
  yield `${text}],"faults":[${faultsText(side)}],"walks":${record.walks}${beside}}`;
}

function faultsText(side: Side): string {
  return side.record.faults
    .list()
    .map(({ at, pages, write }) => `{"at":"${hex(at)}","pages":${pages},"write":${write}}`)
    .join(',');
}
