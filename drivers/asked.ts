// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What a word, the mask and the defaults ask of a page together, as `hmm_range_fault()` reads them:
 * a write without the fault bit asks nothing. Greater asks more.
 */
export const AskLevel = { nothing: 0, read: 1, write: 2 } as const;
export type AskLevel = (typeof AskLevel)[keyof typeof AskLevel];

export const ASKED_NAMES: Readonly<Record<AskLevel, string>> = {
  [AskLevel.nothing]: 'nothing',
  [AskLevel.read]: 'read',
  [AskLevel.write]: 'write',
};

/** From the two bits that `hmm_range_fault()` looks at. */
export function askedBy(faults: boolean, writes: boolean): AskLevel {
  if (!faults) return AskLevel.nothing;
  return writes ? AskLevel.write : AskLevel.read;
}
