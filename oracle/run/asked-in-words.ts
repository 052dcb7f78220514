// SPDX-License-Identifier: GPL-2.0-or-later

/** What a page is effectively asked: whether a fault may be needed, and whether for write. */
export interface EffectiveAsk {
  readonly faults: boolean;
  readonly writes: boolean;
}

/** The words of a policy, and the bits that ask, in some format. */
export interface PolicyWords {
  readonly mask: bigint;
  readonly defaults: bigint;
  readonly valid: bigint;
  readonly write: bigint;
}

/**
 * What an input word asks together with the mask and the defaults, in the bits of a format
 * (`hmm_pte_need_fault`): an ill-formed format can ask something else than the document says.
 */
export function askedInWords(
  input: bigint,
  { mask, defaults, valid, write }: PolicyWords,
): EffectiveAsk {
  const word = (input & mask) | defaults;
  return { faults: (word & valid) !== 0n, writes: (word & write) !== 0n };
}
