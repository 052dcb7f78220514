// SPDX-License-Identifier: GPL-2.0-or-later
import type { Hex, ResultDocument } from '../scenario/document';
import { hex } from '../scenario/hex';
import { returnName } from './return-code';
import type { Side } from './side';

/** No result: a pfn did not fit below the flags of a 32-bit long. */
export interface OverflowDocument {
  readonly overflow: {
    /** The index of the page in the range. */
    readonly page: number;
    readonly pfn: Hex;
  };
}

/**
 * What a side made of a scenario, in the vectors' own form; the side must just have run.
 * @throws SideFailure if it threw.
 */
export function resultOf(side: Side): ResultDocument | OverflowDocument {
  const { record, overflow, pageCount, failure } = side;
  if (failure !== undefined) throw failure;
  if (overflow !== undefined) {
    return { overflow: { page: overflow.page, pfn: hex(overflow.pfn) } };
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
