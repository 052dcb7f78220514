// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../mm/range';
import type { Word64 } from '../mm/word64';
import type { LegacyFormat } from './format';

const NOTHING: Word64 = { low: 0, high: 0 };
const ALL: Word64 = { low: -1, high: -1 };

/** The bits by which a driver with this format asks: of a page, as default, or as a mask. */
export function encodeAsk(format: LegacyFormat, ask: number): Word64 {
  switch (ask) {
    case Ask.read:
      return format.valid;
    case Ask.write:
      return format.validWrite;
    case Ask.writeOnly:
      return format.write;
    case Ask.all:
      return ALL;
    default:
      return NOTHING;
  }
}

/** Writes the input array: two 32-bit words a page, low first, into the start of `words`. */
export function encodeRequests(format: LegacyFormat, asks: Uint8Array, words: Uint32Array): void {
  for (let page = 0; page < asks.length; page++) {
    const word = encodeAsk(format, asks[page] ?? Ask.nothing);
    words[2 * page] = word.low;
    words[2 * page + 1] = word.high;
  }
}
