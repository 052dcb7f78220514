// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../mm/page-states';
import { hasAny, type WordAlgebra } from '../mm/word64';

/*
 * The fixed format's 64-bit words as laws over an algebra. `HmmPfns`, `NeededFault` and
 * `decodeModern` do the same in halves of 32 bits, on arrays, and are held to these.
 */

/** `HMM_PFN_VALID`, `_WRITE` and `_ERROR` of a 64-bit long; the first two are requests, too. */
export const FIXED_VALID = 1n << 63n;
export const FIXED_WRITE = 1n << 62n;
export const FIXED_ERROR = 1n << 61n;
/** `HMM_PFN_ERROR` and all below it: what a word has beside VALID and WRITE. */
const BELOW_WRITE = FIXED_WRITE - 1n;
/** The bits of a pfn below the map order; five order bits and three flags stand above. */
const PFN_BITS = (1n << 56n) - 1n;

/** The laws of the format's words, of 5.8 and, where no DMA flag is carried, of every release. */
export interface ModernCodec {
  /** The word of a page that the CPU may use, with map order 0. */
  encode<Word, Bool>(algebra: WordAlgebra<Word, Bool>, pfn: Word, write: Bool): Word;
  /** What a caller reads, `hmm_pfn_to_page()` and the flags: a {@link StateKind} and a pfn. */
  decode<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    word: Word,
  ): { readonly kind: Word; readonly pfn: Word };
  /** Which fault a page needs (`hmm_pte_need_fault()`): 0 none, 1 a read, 2 a write fault. */
  needs<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    words: { readonly request: Word; readonly mask: Word; readonly defaults: Word },
    cpu: { readonly read: Bool; readonly write: Bool },
  ): Word;
}

export const MODERN_CODEC: ModernCodec = {
  encode({ or, choose, constant }, pfn, write) {
    const flags = choose(write, constant(FIXED_VALID | FIXED_WRITE), constant(FIXED_VALID));
    return or(pfn, flags);
  },

  decode(algebra, word) {
    const { and, choose, constant, equal } = algebra;
    const kindOf = (kind: StateKind) => constant(BigInt(kind));
    const has = (bit: bigint) => hasAny(algebra, word, constant(bit));
    const page = choose(
      has(FIXED_ERROR),
      kindOf(StateKind.malformed),
      choose(has(FIXED_WRITE), kindOf(StateKind.write), kindOf(StateKind.read)),
    );
    const isBareError = equal(and(word, constant(BELOW_WRITE)), constant(FIXED_ERROR));
    const error = choose(isBareError, kindOf(StateKind.error), kindOf(StateKind.malformed));
    const bare = choose(equal(word, constant(0n)), kindOf(StateKind.none), kindOf(StateKind.stray));
    const pageless = choose(
      has(FIXED_WRITE),
      kindOf(StateKind.malformed),
      choose(has(FIXED_ERROR), error, bare),
    );
    const kind = choose(has(FIXED_VALID), page, pageless);
    const whole = equal(kind, kindOf(StateKind.malformed));
    return { kind, pfn: choose(whole, word, and(word, constant(PFN_BITS))) };
  },

  needs(algebra, { request, mask, defaults }, cpu) {
    const { and, or, choose, constant, both, either, not } = algebra;
    const asked = or(and(request, mask), defaults);
    const has = (bit: bigint) => hasAny(algebra, asked, constant(bit));
    const lacksRead = choose(either(cpu.read, cpu.write), constant(0n), constant(1n));
    const needed = choose(both(has(FIXED_WRITE), not(cpu.write)), constant(2n), lacksRead);
    return choose(has(FIXED_VALID), needed, constant(0n));
  },
};
