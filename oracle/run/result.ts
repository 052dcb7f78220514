// SPDX-License-Identifier: GPL-2.0-or-later
import type { ResultDocument } from '../scenario/document';
import { hex } from '../scenario/hex';
import { type NoRoomDocument, noRoomDocument } from './no-room';
import { returnName } from './result-names';
import type { Side } from './side';

/** No result: a long of 32 bits has no room for a pfn, or for the range. */
export interface OverflowDocument {
  readonly overflow: NoRoomDocument;
}

/**
 * What a side made of a scenario, in the vectors' own form; the side must just have run.
 * @throws SideFailure if it threw.
 */
export function resultOf(side: Side): ResultDocument | OverflowDocument {
  const { record, overflow, pageCount, failure } = side;
  if (failure !== undefined) throw failure;
  if (overflow !== undefined) {
    return { overflow: noRoomDocument(overflow) };
  }
  return {
    ret: returnName(record.ret),
    ...(pageCount === undefined ? {} : { pages: pageCount }),
    pfns: Array.from({ length: record.pages }, (_, page) => side.hexWord(page)),
    faults: record.faults.list().map(({ at, pages, write }) => ({ at: hex(at), pages, write })),
    walks: record.walks,
    ...innerAttemptsOf(side),
  };
}

/** The inner attempts of a call that starts again itself; no field for other calls. */
export function innerAttemptsOf({ record }: Side): Pick<ResultDocument, 'attempts'> {
  if (record.attempts.length === 0) return {};
  return { attempts: record.attempts };
}
