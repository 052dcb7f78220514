// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, Kind, kindOf, PFN_HIGH_SHIFT, PROTNONE_BIT } from '../../../mm/entry';
import type { AddressSpaceImage } from '../../../mm/image';
import type { Disguise } from '../premise/premise';

/** The PTE markers. */
export type MarkerKind =
  | typeof Kind.pteUffdWpMarker
  | typeof Kind.ptePoisonMarker
  | typeof Kind.pteGuardMarker;

/** Markers of poison and of guard pages, which releases treat alike. */
export const OTHER_MARKERS: readonly MarkerKind[] = [Kind.ptePoisonMarker, Kind.pteGuardMarker];

/** Whether some entry, one that another thread stores included, is a marker of these kinds. */
export function hasMarker(
  { entries, events }: AddressSpaceImage,
  kinds: readonly MarkerKind[],
): boolean {
  const stored = [entries, ...events.map((event) => event.entries)];
  return stored.some((list) => list.some(({ high }) => markerOf(high, kinds) !== undefined));
}

function markerOf(high: number, kinds: readonly MarkerKind[]): MarkerKind | undefined {
  return kinds.find((kind) => kind === kindOf(high));
}

/**
 * Shows markers as entries that the walk faults, or fails for. `protnone`, which no genuine entry of those kinds has,
 * marks the disguise, and the place of a pfn says which marker it is.
 */
export function markersShownAs(
  shown: typeof Kind.pteSwap | typeof Kind.pteHwpoison,
  kinds: readonly MarkerKind[],
): Disguise {
  return {
    show: (high) => {
      const marker = markerOf(high, kinds);
      return marker === undefined ? high : shown | PROTNONE_BIT | (marker << PFN_HIGH_SHIFT);
    },
    restore: (high) => {
      if (kindOf(high) !== shown || (high & PROTNONE_BIT) === 0) return high;
      return markerOf((high >>> PFN_HIGH_SHIFT) & KIND_MASK, kinds) ?? high;
    },
  };
}
