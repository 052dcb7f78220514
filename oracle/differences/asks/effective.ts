// SPDX-License-Identifier: GPL-2.0-or-later
import { encodeAsk, type LegacyFormat } from '../../../legacy/format';
import { Ask, type RangeRequest } from '../../../mm/range';
import { fromHalves, type Word64 } from '../../../mm/word64';
import { askedInWords, type EffectiveAsk, effectiveAsk } from '../../scenario/requests';

/**
 * What is effectively requested of each page in a customizable format, whose flags may be zero or
 * share bits: its request, the mask and the defaults combined, in terms that every format has. WRITE
 * without VALID requests nothing.
 */
export function effectiveAsks(format: LegacyFormat, range: RangeRequest): Uint8Array {
  const words = {
    valid: bits(format.valid),
    write: bits(format.write),
    mask: bits(encodeAsk(format, range.mask)),
    defaults: bits(encodeAsk(format, range.defaults)),
  };
  return range.asks.map((ask) => asAsk(askedInWords(bits(encodeAsk(format, ask)), words)));
}

/** What the document means to request of each page, in the same terms. */
export function meantAsks({ asks, mask, defaults }: RangeRequest): Uint8Array {
  return asks.map((ask) => asAsk(effectiveAsk(ask, mask, defaults)));
}

function asAsk({ faults, writes }: EffectiveAsk): Ask {
  if (!faults) return Ask.nothing;
  return writes ? Ask.write : Ask.read;
}

function bits({ low, high }: Word64): bigint {
  return fromHalves(low, high);
}
