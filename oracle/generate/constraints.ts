// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat, LegacyFormatFields } from '../../legacy/format';
import type { SideName } from '../run/side-names';
import type { LegacyDocument, RequestSymbol, VmaDocument, VmaFlag } from '../scenario/document';
import type { AskSymbol } from '../scenario/requests';
import type { EntryName } from './entry-names';
import type { FormatName } from './format-choice';

/**
 * A driver's customizable format: one that has a name, any that a driver can rely on
 * (`well-formed`), any that none can (`ill-formed`), or one's own.
 */
export type FormatChoice = FormatName | LegacyFormat | LegacyFormatFields | LegacyDocument;

/**
 * What random scenarios are restricted to. What is left out is not restricted; every scenario that
 * is generated keeps to it, and every one that it shrinks to.
 */
export interface ScenarioConstraints {
  /** The least number of pages of the range: 0 if left out, as some ranges are empty or reversed. */
  readonly minPages?: number;
  /** The greatest number of pages of the range, 65,536 at most; the profile's if left out. */
  readonly maxPages?: number;
  /** What entries of the page table and of events may be; none, if the list is empty. */
  readonly entries?: readonly EntryName[];
  /** Whether other threads may do something during the call. */
  readonly events?: boolean;
  /** The greatest number of events; 3 if left out. */
  readonly maxEvents?: number;
  /** Whether page faults may fail (`mm.faultErrors`). */
  readonly faultErrors?: boolean;
  /** The flags that VMAs may have. */
  readonly vmaFlags?: readonly VmaFlag[];
  /** What VMAs may map; without any there are no VMAs. */
  readonly backings?: readonly VmaDocument['backing'][];
  /** What may be asked of a page. */
  readonly requests?: readonly RequestSymbol[];
  /** What `default_flags` may ask. */
  readonly defaults?: readonly RequestSymbol[];
  /** What `pfn_flags_mask` may let through. */
  readonly masks?: readonly AskSymbol[];
  /** The driver's customizable format: one choice, or several. */
  readonly legacy?: FormatChoice | readonly FormatChoice[];
  /** The sides that are to run the scenarios: with a 32-bit long, every pfn fits below the flags. */
  readonly sides?: readonly SideName[];
}

/** Constraints of scenarios without a customizable format, which only sides with the fixed one run. */
export interface ConstraintsWithoutFormat extends Omit<ScenarioConstraints, 'legacy'> {
  readonly legacy: false;
}
