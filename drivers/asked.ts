// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What a word, the mask and the defaults ask of a page together, as `hmm_range_fault()` reads them:
 * a write without the fault bit asks nothing. Greater asks more.
 */
export const Asked = { nothing: 0, read: 1, write: 2 } as const;
export type Asked = (typeof Asked)[keyof typeof Asked];

export const ASKED_NAMES: Readonly<Record<Asked, string>> = {
  [Asked.nothing]: 'nothing',
  [Asked.read]: 'read',
  [Asked.write]: 'write',
};

/** From the two bits that `hmm_range_fault()` looks at. */
export function askedBy(faults: boolean, writes: boolean): Asked {
  if (!faults) return Asked.nothing;
  return writes ? Asked.write : Asked.read;
}
