// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import { HMM_PFN_ERROR, HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../hmm-pfn-word';

/** What a word says, as `dmirror_mkentry()` asks it: ERROR first, then VALID, then WRITE. */
export type WordReading =
  | { readonly kind: 'error' }
  | { readonly kind: 'none' }
  | { readonly kind: 'page'; readonly pfn: bigint; readonly write: boolean };

/** A word of the fixed format. */
export function readFixed(word: bigint): WordReading {
  if ((word & HMM_PFN_ERROR) !== 0n) return { kind: 'error' };
  if ((word & HMM_PFN_VALID) === 0n) return { kind: 'none' };
  return { kind: 'page', pfn: pfnOfWord(word), write: (word & HMM_PFN_WRITE) !== 0n };
}

/** A word of nouveau's format, which stands in for the one that the device never had. */
export function readCustomizable(word: bigint): WordReading {
  const { kind, pfn } = decodeLegacyEntry(NOUVEAU, 'legacy', legacyEntry(word));
  switch (kind) {
    case StateKind.error:
    case StateKind.special:
      return { kind: 'error' };
    case StateKind.read:
    case StateKind.write:
      return { kind: 'page', pfn, write: kind === StateKind.write };
    case StateKind.none:
    case StateKind.stray:
    case StateKind.malformed:
    case StateKind.untouched:
      return { kind: 'none' };
  }
}
