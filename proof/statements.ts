// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyRevision } from '../legacy/format';
import { REAL_PFN_BITS } from '../legacy/format-clauses';
import type { CpuRights, FormatWords, LegacyCodec, RequestWords } from '../legacy/word-codec';
import { StateKind } from '../mm/page-states';
import { hasAny, type WordAlgebra } from '../mm/word64';
import { FIXED_VALID, FIXED_WRITE, type ModernCodec } from '../modern/word-codec';

/** The laws that statements are about. */
export interface Codecs {
  readonly legacy: LegacyCodec;
  readonly modern: ModernCodec;
}

/** What a statement speaks of beside the format: a page and its entry, and words that ask. */
export interface ProofSubject<Word, Bool> extends RequestWords<Word> {
  /** Below 2^40 ({@link isReal}). */
  readonly pfn: Word;
  readonly write: Bool;
  readonly cpu: CpuRights<Bool>;
}

/** A sentence about all pages, and all words, of a format. */
export interface Statement {
  /** In one sentence, true if it is proved. */
  readonly says: string;
  /** The parts of the subject that it speaks of: a counterexample gives these. */
  readonly about: 'page' | 'value' | 'requests';
  /** Whether the subject is a counterexample. */
  fails<Word, Bool>(
    algebra: WordAlgebra<Word, Bool>,
    codecs: Codecs,
    format: FormatWords<Word>,
    subject: ProofSubject<Word, Bool>,
  ): Bool;
}

export const STATEMENTS = {
  'pages, v5.7': pages('v5.7'),
  'pages, legacy': pages('legacy'),
  'none is none': {
    says: 'values[none] reads as no page, one that can be faulted',
    about: 'value',
    fails: (algebra, { legacy }, format) =>
      isNot(algebra, legacy.decode(algebra, format, 'v5.7', format.none).kind, [StateKind.none]),
  },
  'error is error': {
    says: 'values[error] reads as an error',
    about: 'value',
    fails: (algebra, { legacy }, format) =>
      isNot(algebra, legacy.decode(algebra, format, 'legacy', format.error).kind, [
        StateKind.error,
      ]),
  },
  'special is special': {
    says: 'in v5.7, values[special] reads as special, or as the error that it is equal to',
    about: 'value',
    fails: (algebra, { legacy }, format) =>
      isNot(algebra, legacy.decode(algebra, format, 'v5.7', format.special).kind, [
        StateKind.special,
        StateKind.error,
      ]),
  },
  'no special': {
    says: 'after v5.7, values[special] is compared with nothing',
    about: 'value',
    fails: (algebra, { legacy }, format) => {
      const { kind } = legacy.decode(algebra, format, 'legacy', format.special);
      return algebra.equal(kind, algebra.constant(BigInt(StateKind.special)));
    },
  },
  requests: {
    says: 'any words as request, mask and defaults need the fault that the fixed format’s flags need',
    about: 'requests',
    fails(algebra, { legacy, modern }, format, subject) {
      const needs = legacy.needs(algebra, format, subject, subject.cpu);
      const fixed = fixedRequests(algebra, format, subject);
      return algebra.not(algebra.equal(needs, modern.needs(algebra, fixed, subject.cpu)));
    },
  },
  'valid first': {
    says: 'a driver that tests the valid bit before it compares with the values reads the same',
    about: 'value',
    fails(algebra, _codecs, format) {
      const has = (value: typeof format.none) => hasAny(algebra, value, format.valid);
      return algebra.either(
        has(format.none),
        algebra.either(has(format.error), has(format.special)),
      );
    },
  },
} as const satisfies Readonly<Record<string, Statement>>;

export type StatementId = keyof typeof STATEMENTS;

/** Whether a pfn exists: 52 bits of physical address, less the offset in a page. */
export function isReal<Word, Bool>({ below, constant }: WordAlgebra<Word, Bool>, pfn: Word): Bool {
  return below(pfn, constant(1n << REAL_PFN_BITS));
}

/** The same requests in the fixed format: a flag is asked if the word has any bit of it. */
export function fixedRequests<Word, Bool>(
  algebra: WordAlgebra<Word, Bool>,
  format: FormatWords<Word>,
  { request, mask, defaults }: RequestWords<Word>,
): RequestWords<Word> {
  const { or, choose, constant } = algebra;
  const flag = (word: Word, bits: Word, bit: bigint) =>
    choose(hasAny(algebra, word, bits), constant(bit), constant(0n));
  const flags = (word: Word) =>
    or(flag(word, format.valid, FIXED_VALID), flag(word, format.write, FIXED_WRITE));
  return { request: flags(request), mask: flags(mask), defaults: flags(defaults) };
}

function pages(revision: LegacyRevision): Statement {
  return {
    says: `every page reads as in the fixed format (${revision})`,
    about: 'page',
    fails(algebra, { legacy, modern }, format, { pfn, write }) {
      const { both, equal, not } = algebra;
      const entry = legacy.encode(algebra, format, pfn, write);
      const old = legacy.decode(algebra, format, revision, entry);
      const fixed = modern.decode(algebra, modern.encode(algebra, pfn, write));
      return not(both(equal(old.kind, fixed.kind), equal(old.pfn, fixed.pfn)));
    },
  };
}

function isNot<Word, Bool>(
  { equal, not, both, constant }: WordAlgebra<Word, Bool>,
  kind: Word,
  [first, ...others]: readonly [StateKind, ...StateKind[]],
): Bool {
  const differs = (one: StateKind) => not(equal(kind, constant(BigInt(one))));
  return others.reduce((so, other) => both(so, differs(other)), differs(first));
}
