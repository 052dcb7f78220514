// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';

/** Why two sides cannot be compared on a scenario. */
export type Incomparable =
  /** The pfn of some page does not fit into a 32-bit long. */
  { readonly id: 'pfn-overflow'; readonly page: number };

/** What each reason means, for a person. */
export const INCOMPARABLE_REASONS: Readonly<Record<Incomparable['id'], string>> = {
  'pfn-overflow':
    'On 32 bits per long, a pfn of the scenario does not fit below the flags. Real hardware has no ' +
    'such page; here it is detected, and nothing is said of the result.',
};

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
