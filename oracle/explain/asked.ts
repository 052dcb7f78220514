// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask, type RangeRequest } from '../../mm/range';
import { effectiveAsk } from '../compare/comparable';
import { askedInWords, type EffectiveAsk } from '../run/asked-in-words';
import type { Side } from '../run/side';
import { ASK_SYMBOLS, type AskSymbol } from '../scenario/requests';

const ASKS = [Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all] as const;

/**
 * What each request, by {@link Ask}, asks on a side together with the mask and the default, in the
 * bits of its format: a format that is ill-formed can ask something else than the document says.
 */
export function askedOf(side: Side, { mask, defaults }: RangeRequest): readonly EffectiveAsk[] {
  const words = {
    mask: side.request(mask),
    defaults: side.request(defaults),
    valid: side.request(Ask.read),
    write: side.request(Ask.writeOnly),
  };
  return ASKS.map((ask) => askedInWords(side.request(ask), words));
}

/** What each request, by {@link Ask}, means together with the mask and the default. */
export function meantOf({ mask, defaults }: RangeRequest): readonly EffectiveAsk[] {
  return ASKS.map((ask) => effectiveAsk(ask, mask, defaults));
}

/** An effective request as a document would write it. */
export function askSymbol(asked: EffectiveAsk | undefined): AskSymbol {
  if (asked === undefined) return '.';
  if (asked.faults) return asked.writes ? 'w' : 'r';
  return asked.writes ? 'x' : '.';
}

/** The symbol of an {@link Ask}. */
export function symbolOf(ask: number | undefined): AskSymbol {
  return ASK_SYMBOLS[ask ?? Ask.nothing] ?? '.';
}
