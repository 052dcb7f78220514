// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../mm/page-states';
import { hasAny, type WordAlgebra } from '../mm/word64';
import type { LegacyRevision } from './format';

/*
 * The customizable format's words as laws over an algebra: `LegacyFormat`, `LegacyPfns` and
 * `decodeLegacy` do the same in halves of 32 bits, on arrays, and are held to these.
 */

/** A driver's format, word by word. */
export interface FormatWords<Word> {
  readonly valid: Word;
  readonly write: Word;
  readonly error: Word;
  readonly none: Word;
  readonly special: Word;
  readonly pfnShift: Word;
}

/** What a word says of a page: a {@link StateKind} and a pfn, 0 without one. */
export interface StateWords<Word> {
  readonly kind: Word;
  readonly pfn: Word;
}

/** The laws of the format's words. */
export interface LegacyCodec {
  /** `hmm_device_entry_from_pfn()` with the flags of an entry that the CPU may use. */
  encode<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    format: FormatWords<Word>,
    pfn: Word,
    write: Bool,
  ): Word;
  /** `hmm_device_entry_to_page()` and the test of the write flag, as a driver makes them. */
  decode<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    format: FormatWords<Word>,
    revision: LegacyRevision,
    entry: Word,
  ): StateWords<Word>;
  /** Which fault a page needs (`hmm_pte_need_fault()`): one of {@link Needs}. */
  needs<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    format: FormatWords<Word>,
    words: RequestWords<Word>,
    cpu: CpuRights<Bool>,
  ): Word;
}

/** The three words that ask together. */
export interface RequestWords<Word> {
  readonly request: Word;
  readonly mask: Word;
  readonly defaults: Word;
}

/** What the CPU may do with a page. */
export interface CpuRights<Bool> {
  readonly read: Bool;
  readonly write: Bool;
}

/** The fault that a page needs; a write asked without the fault's bit asks nothing. */
export const Needs = { nothing: 0n, read: 1n, write: 2n } as const;

export const LEGACY_CODEC: LegacyCodec = {
  encode(algebra, { valid, write: writeFlag, pfnShift }, pfn, write) {
    const { or, shiftLeft, choose, constant } = algebra;
    const flags = or(valid, choose(write, writeFlag, constant(0n)));
    return or(shiftLeft(pfn, pfnShift), flags);
  },

  decode(algebra, format, revision, entry) {
    const { shiftRight, choose, constant, equal, not, both } = algebra;
    const kindOf = (kind: StateKind) => constant(BigInt(kind));
    const isPage = hasAny(algebra, entry, format.valid);
    const page = choose(
      hasAny(algebra, entry, format.write),
      kindOf(StateKind.write),
      kindOf(StateKind.read),
    );
    const isSpecial = equal(entry, format.special);
    const other = choose(isPage, page, kindOf(StateKind.none));
    const valued =
      revision === 'v5.7' ? choose(isSpecial, kindOf(StateKind.special), other) : other;
    const isNone = equal(entry, format.none);
    const isError = equal(entry, format.error);
    const isValue =
      revision === 'v5.7'
        ? algebra.either(algebra.either(isNone, isError), isSpecial)
        : algebra.either(isNone, isError);
    return {
      kind: choose(
        isNone,
        kindOf(StateKind.none),
        choose(isError, kindOf(StateKind.error), valued),
      ),
      pfn: choose(both(not(isValue), isPage), shiftRight(entry, format.pfnShift), constant(0n)),
    };
  },

  needs(algebra, { valid, write }, { request, mask, defaults }, cpu) {
    const { and, or, choose, constant, both, not } = algebra;
    const flag = (holds: typeof cpu.read, bits: typeof valid) => choose(holds, bits, constant(0n));
    const cpuFlags = or(flag(cpu.read, valid), flag(cpu.write, or(valid, write)));
    const asked = or(and(request, mask), defaults);
    const lacksWrite = both(hasAny(algebra, asked, write), not(hasAny(algebra, cpuFlags, write)));
    const lacksRead = choose(
      hasAny(algebra, cpuFlags, valid),
      constant(Needs.nothing),
      constant(Needs.read),
    );
    return choose(
      hasAny(algebra, asked, valid),
      choose(lacksWrite, constant(Needs.write), lacksRead),
      constant(Needs.nothing),
    );
  },
};
