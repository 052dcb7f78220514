// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access, DriverModel } from './driver';
import type { Loop } from './loop';
import type { LoopTraits } from './loop-traits';

/** Where the memory is that a device's mapping leads to. */
export type Aperture = 'system' | 'vram';

/** What the device, or whoever consumes a driver's entries, gets for one page. */
export type PageOutcome =
  /** No mapping; `entry` is what the consumer read to know that. */
  | { readonly kind: 'unmapped'; readonly entry: bigint }
  | {
      readonly kind: 'mapped';
      readonly aperture: Aperture;
      /** The page frame; in VRAM, the VRAM address in pages. */
      readonly page: bigint;
      readonly write: boolean;
      readonly entry: bigint;
      /** What the consumer writes into the device's page table, where that is modelled. */
      readonly pageTableWord: bigint | null;
    }
  /** The consumer gets information about the page; nothing is mapped. */
  | { readonly kind: 'told'; readonly entry: bigint; readonly text: string }
  /** The consumer gets an error for this page alone. */
  | { readonly kind: 'error'; readonly entry: bigint; readonly code: string }
  /** The consumer gets what it cannot have been meant to get. */
  | { readonly kind: 'garbage'; readonly entry: bigint; readonly why: string };

/** What a driver makes of the array that a successful range fault left. */
export type Conversion =
  | { readonly kind: 'converted'; readonly pages: readonly PageOutcome[] }
  /** The driver gives the whole window up because of one page. */
  | { readonly kind: 'refused'; readonly page: number; readonly code: string };

/** What a driver can find out about the page of a pfn (`pfn_to_page()` and what hangs on it). */
export interface PageFacts {
  /** The owner of a device-private page (`page->pgmap->owner`); 0 for any other page. */
  deviceOwner(pfn: bigint): number;
  /** `is_zero_pfn()` */
  isZeroPage(pfn: bigint): boolean;
}

/** A window after its range fault has succeeded: all that a conversion may look at. */
export interface FaultedWindow {
  /** What the device wanted. */
  readonly accesses: readonly Access[];
  /** The array as the range fault left it, a word a page. */
  readonly words: readonly bigint[];
  readonly facts: PageFacts;
  /** What an array of the driver's own held before: the entry of some other window. */
  readonly stale: bigint;
}

/** A version of a driver with its conversion: all that an audit compares. */
export interface DriverVersion extends DriverModel {
  /**
   * What the driver makes of the array after its range fault has succeeded: an outcome a page.
   * An exception is a finding of the audit. It answers the same to the same window, always.
   */
  convert(window: FaultedWindow): Conversion;
}

/** A version as a user's module describes it: its loop may stand there in the short form. */
export interface DescribedVersion extends Omit<DriverVersion, 'loop'> {
  readonly loop: Loop | LoopTraits;
}

/** The same driver before and after its port. */
export interface DriverPair {
  /** Stable; the first part of the ids of its causes. */
  readonly name: string;
  readonly title: string;
  readonly before: DriverVersion;
  readonly after: DriverVersion;
}

/** A pair of this project, whose name the compiler knows. */
export interface KnownPair extends DriverPair {
  readonly name: Lowercase<string>;
  readonly before: DriverVersion & { readonly id: Lowercase<string> };
  readonly after: DriverVersion & { readonly id: Lowercase<string> };
}

/** A conversion that decides page by page. */
export function eachPage(
  window: FaultedWindow,
  outcome: (word: bigint, page: number) => PageOutcome,
): Conversion {
  return { kind: 'converted', pages: window.words.map(outcome) };
}
