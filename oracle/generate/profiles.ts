// SPDX-License-Identifier: GPL-2.0-or-later

/** The profiles of scenarios that are handed to `hmm_range_fault()`; see {@link PROFILES}. */
export const RANGE_FAULT_PROFILES = ['small', 'huge', 'mixed', 'recent'] as const;
/** How large the ranges are that are handed to `hmm_range_fault()`, and which entries there are. */
export type RangeFaultProfile = (typeof RANGE_FAULT_PROFILES)[number];
/**
 * How large the ranges are: `small` 1 to 16 pages, `huge` up to 2048, and rarely some 10,000, across
 * the borders of PMDs and PUDs, `mixed` mostly small. `recent` is `mixed` with what only documents from version 2 on
 * can hold: kinds of entries, VMAs and files that change, page faults that do nothing or may not drop the mmap lock.
 * `unlocked` is `mixed` with calls of `hmm_range_fault_unlocked_timeout()`, and what these meet, VMAs that change
 * included: only sides of 7.3 and later run it.
 */
export const PROFILES = [...RANGE_FAULT_PROFILES, 'unlocked'] as const;
/** How large the ranges are, which entries there are, and by which call the range is handed over. */
export type Profile = (typeof PROFILES)[number];

/** Whether scenarios of a profile have entries that only documents from version 2 on can hold. */
export function drawsNewerEntries(profile: Profile): boolean {
  return profile === 'recent';
}
