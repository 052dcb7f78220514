// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from './entry';
import { capacityFor, type RangeRecord } from './range-record';
import { type PageNumber, type Pfn, pfn, pfnAfter } from './units';
import { fromHalves } from './word64';

const ZERO = pfn(0);

/** What an output word says of its page, whatever the format (model.md, section 5). */
export const StateKind = {
  /** Nothing is known of the page; it can be faulted. */
  none: 0,
  error: 1,
  /** v5.7 only, where such a page has a value of its own; it compares equal to `error`. */
  special: 2,
  /** A page that can be read. */
  read: 3,
  /** A page that can be written too. */
  write: 4,
  /** A pfn without VALID, WRITE or ERROR: the contract has no word for it. */
  stray: 5,
  /** Flags that exclude each other, or WRITE without VALID: no side makes one. */
  malformed: 6,
  /** No word was put out for the page although the call passed it. */
  untouched: 7,
} as const;
export type StateKind = (typeof StateKind)[keyof typeof StateKind];

/** The state of one page; `pfn` is 0 where there is none, and the whole word if malformed. */
export interface PageState {
  readonly kind: StateKind;
  readonly pfn: bigint;
}

/** The states of a range's pages, in columns, kept for the next run. */
export class PageStates {
  kinds: Uint8Array = new Uint8Array(64);
  /** Two 32-bit words a page, low first. */
  pfns: Uint32Array = new Uint32Array(128);

  /** Makes room for so many pages; what was there is gone. */
  reserve(pages: number): void {
    if (this.kinds.length >= pages) return;
    const capacity = capacityFor(pages);
    this.kinds = new Uint8Array(capacity);
    this.pfns = new Uint32Array(2 * capacity);
  }

  /** Marks the pages that a run passed without a word: they have no state, whatever their words hold. */
  markUntouched(record: RangeRecord): void {
    const first = record.firstUntouched();
    if (first < 0) return;
    const { origins, stoppedAt } = record;
    for (let page = first; page < stoppedAt; page++) {
      if (origins[page] !== Kind.untouched) continue;
      this.kinds[page] = StateKind.untouched;
      this.pfns[2 * page] = 0;
      this.pfns[2 * page + 1] = 0;
    }
  }

  /** A page's pfn as a number, exact below 2^53. */
  pfn(page: PageNumber): Pfn {
    return pfnAfter(ZERO, (this.pfns[2 * page + 1] ?? 0) * 2 ** 32 + (this.pfns[2 * page] ?? 0));
  }

  /** @throws RangeError if there is no such page. */
  at(page: PageNumber): PageState {
    const kind = this.kinds[page];
    if (kind === undefined) {
      throw new RangeError(`"page" expected an index below ${this.kinds.length}, got ${page}`);
    }
    return {
      kind: kind as StateKind,
      pfn: fromHalves(this.pfns[2 * page] ?? 0, this.pfns[2 * page + 1] ?? 0),
    };
  }
}
