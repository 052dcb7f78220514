// SPDX-License-Identifier: GPL-2.0-or-later
import { encodeAsk } from '../../legacy/request';
import { Ask } from '../../mm/range';
import { hasAnyBit } from '../../mm/word64';
import { formatOf, type Scenario } from '../scenario/scenario';

/** Why two sides cannot be compared on a scenario: they were not asked the same. */
export type Incomparable =
  /** The pfn of some page does not fit into a 32-bit long. */
  | { readonly id: 'pfn-overflow'; readonly page: number }
  /** In the customizable format, the request of some page means something else. */
  | { readonly id: 'format-asks-otherwise'; readonly page: number }
  /** Entries that the CPU may only read count as writable: `flags` share bits. */
  | { readonly id: 'format-reads-as-writable' };

/** What each reason means, for a person. */
export const INCOMPARABLE_REASONS: Readonly<Record<Incomparable['id'], string>> = {
  'pfn-overflow':
    'On 32 bits per long, a pfn of the scenario does not fit below the flags. Real hardware has no ' +
    'such page; here it is detected, and nothing is said of the result.',
  'format-asks-otherwise':
    'The flags of an ill-formed format are zero or share bits, so that the request for some page, ' +
    'with the defaults and the mask, asks something else than the document says: nothing, a fault ' +
    'where none was meant, or a write for a read.',
  'format-reads-as-writable':
    'The flags of an ill-formed format share bits, and a page is to be writable: an entry that the ' +
    'CPU may only read has a bit of flags[WRITE] in its CPU flags, so the write fault is left out.',
};

/**
 * Whether an ill-formed format makes the legacy side ask something else than the document says, and
 * if so, why. With such a format the flags of a request overlap, or are zero, so that no fault
 * decision of the two sides has the same premises.
 */
export function askedOtherwise(scenario: Scenario): Incomparable | undefined {
  const { range } = scenario;
  const format = formatOf(scenario);
  const { valid, write } = format;
  const defaults = encodeAsk(format, range.defaults);
  const mask = encodeAsk(format, range.mask);
  let writeAsked = false;
  for (let page = 0; page < range.asks.length; page++) {
    const ask = range.asks[page] ?? Ask.nothing;
    const input = encodeAsk(format, ask);
    const low = (input.low & mask.low) | defaults.low;
    const high = (input.high & mask.high) | defaults.high;
    const faults = hasAnyBit(valid, low, high);
    const writes = hasAnyBit(write, low, high);
    const meant = effectiveAsk(ask, range.mask, range.defaults);
    if (faults !== meant.faults || (faults && writes !== meant.writes)) {
      return { id: 'format-asks-otherwise', page };
    }
    writeAsked ||= faults && writes;
  }
  const overlap = hasAnyBit(valid, write.low, write.high);
  return overlap && writeAsked ? { id: 'format-reads-as-writable' } : undefined;
}

/** What a page's request, the mask and the defaults ask together (`hmm_pte_need_fault`). */
export function effectiveAsk(
  ask: number,
  mask: number,
  defaults: number,
): { readonly faults: boolean; readonly writes: boolean } {
  return {
    faults: (asksFault(ask) && asksFault(mask)) || asksFault(defaults),
    writes: (asksWrite(ask) && asksWrite(mask)) || asksWrite(defaults),
  };
}

function asksFault(ask: number): boolean {
  return ask === Ask.read || ask === Ask.write || ask === Ask.all;
}

function asksWrite(ask: number): boolean {
  return ask === Ask.write || ask === Ask.writeOnly || ask === Ask.all;
}
