// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../../legacy/format';
import { encodeAsk } from '../../../legacy/request';
import { Ask, type RangeRequest } from '../../../mm/range';
import { fromHalves, type Word64 } from '../../../mm/word64';
import { effectiveAsk } from '../../compare/comparable';

/**
 * What is effectively requested of each page in a customizable format, whose flags may be zero or
 * share bits: its request, the mask and the defaults combined, in terms that every format has. WRITE
 * without VALID requests nothing.
 */
export function effectiveAsks(format: LegacyFormat, range: RangeRequest): Uint8Array {
  const valid = bits(format.valid);
  const write = bits(format.write);
  const mask = bits(encodeAsk(format, range.mask));
  const defaults = bits(encodeAsk(format, range.defaults));
  return range.asks.map((ask) => {
    const word = (bits(encodeAsk(format, ask)) & mask) | defaults;
    if ((word & valid) === 0n) return Ask.nothing;
    return (word & write) === 0n ? Ask.read : Ask.write;
  });
}

/** What the document means to request of each page, in the same terms. */
export function meantAsks({ asks, mask, defaults }: RangeRequest): Uint8Array {
  return asks.map((ask) => {
    const { faults, writes } = effectiveAsk(ask, mask, defaults);
    if (!faults) return Ask.nothing;
    return writes ? Ask.write : Ask.read;
  });
}

function bits({ low, high }: Word64): bigint {
  return fromHalves(low, high);
}
