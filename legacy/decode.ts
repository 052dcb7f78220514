// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, type PageStates, StateKind } from '../mm/page-states';
import { toHalves, type Word64 } from '../mm/word64';
import type { LegacyEntry, LegacyFormat, LegacyRevision } from './format';

/**
 * Reads output words as a driver does through `hmm_device_entry_to_page`: a word equal to one of
 * the values is no page (`special` counts in v5.7 only), nor is one without the valid bit; any
 * other is the page `entry >> pfnShift`, writable if it has a bit of `flags[WRITE]`.
 *
 * @param words two 32-bit words a page, low first.
 * @param pages how many pages to decode into `states`.
 */
export function decodeLegacy(
  format: LegacyFormat,
  revision: LegacyRevision,
  words: Uint32Array,
  pages: number,
  states: PageStates,
): void {
  states.reserve(pages);
  const { kinds, pfns } = states;
  const { valid, write } = format;
  for (let page = 0; page < pages; page++) {
    const low = words[2 * page] ?? 0;
    const high = words[2 * page + 1] ?? 0;
    let kind: StateKind = valueKind(format, revision, low, high);
    let pfnLow = 0;
    let pfnHigh = 0;
    if (kind === StateKind.read) {
      if ((low & valid.low) === 0 && (high & valid.high) === 0) {
        kind = StateKind.none;
      } else {
        if ((low & write.low) !== 0 || (high & write.high) !== 0) kind = StateKind.write;
        pfnLow = format.pfnLow(low, high);
        pfnHigh = format.pfnHigh(high);
      }
    }
    kinds[page] = kind;
    pfns[2 * page] = pfnLow;
    pfns[2 * page + 1] = pfnHigh;
  }
}

/** One word's state, in the obvious 64-bit form: the law that {@link decodeLegacy} must keep. */
export function decodeLegacyEntry(
  format: LegacyFormat,
  revision: LegacyRevision,
  entry: LegacyEntry,
): PageState {
  const { flags, pfnShift } = format.fields;
  const { low, high } = toHalves(entry);
  const value = valueKind(format, revision, low, high);
  if (value !== StateKind.read) return { kind: value, pfn: 0n };
  if ((entry & flags.valid) === 0n) return { kind: StateKind.none, pfn: 0n };
  const kind = (entry & flags.write) === 0n ? StateKind.read : StateKind.write;
  return { kind, pfn: entry >> BigInt(pfnShift) };
}

/** Which of the values a word equals; `read` if none. */
function valueKind(
  format: LegacyFormat,
  revision: LegacyRevision,
  low: number,
  high: number,
): StateKind {
  if (equals(format.none, low, high)) return StateKind.none;
  if (equals(format.error, low, high)) return StateKind.error;
  if (revision === 'v5.7' && equals(format.special, low, high)) return StateKind.special;
  return StateKind.read;
}

function equals(word: Word64, low: number, high: number): boolean {
  return word.low === (low | 0) && word.high === (high | 0);
}
