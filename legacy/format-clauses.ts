// SPDX-License-Identifier: GPL-2.0-or-later
import { hasAny, NUMBERS, type WordAlgebra } from '../mm/word64';
import type { LegacyFormat } from './format';
import type { FormatWords } from './word-codec';

/** pfns that exist: 52 bits of physical address, less the 12 of the offset in a page. */
export const REAL_PFN_BITS = 40n;

/** One way in which a format can be ill-formed. */
export interface FormatClause {
  /** What goes wrong because of it. */
  readonly consequence: string;
  /** Whether a format has the defect. */
  broken<Word, Bool>(algebra: WordAlgebra<Word, Bool>, format: FormatWords<Word>): Bool;
}

type Flag = 'valid' | 'write';
type Value = 'none' | 'error' | 'special';

/** Every way in which a format can be ill-formed, in the order in which they are listed. */
export const FORMAT_CLAUSES = {
  'valid-zero': zero('valid', 'no request can ask for a fault, and every page decodes to none'),
  'valid-several-bits': several('valid', 'a request with any one of the bits asks for a fault'),
  'write-zero': zero(
    'write',
    'a request to write asks only to read, and no page decodes as writable',
  ),
  'write-several-bits': several('write', 'a request with any one of the bits asks to write'),
  'flags-equal': {
    consequence:
      'a request to read asks to write, and every page that the CPU may read counts as writable',
    broken: (algebra, format) =>
      algebra.both(overlap(algebra, format), algebra.equal(format.valid, format.write)),
  },
  'valid-contains-write': {
    consequence:
      'a request to read asks to write, and every page that the CPU may read counts as writable',
    broken: (algebra, format) =>
      algebra.both(overlap(algebra, format), contains(algebra, format, 'valid', 'write')),
  },
  'write-contains-valid': {
    consequence:
      'a request with WRITE alone asks for a fault, and every readable page counts as writable',
    broken: (algebra, format) =>
      algebra.both(overlap(algebra, format), contains(algebra, format, 'write', 'valid')),
  },
  'flags-share-bits': {
    consequence:
      'each flag alone asks for both, and every page that the CPU may read counts as writable',
    broken(algebra, format) {
      const { both, equal, not } = algebra;
      const one = both(
        not(contains(algebra, format, 'valid', 'write')),
        not(contains(algebra, format, 'write', 'valid')),
      );
      return both(both(overlap(algebra, format), one), not(equal(format.valid, format.write)));
    },
  },
  'valid-inside-pfn': inside(
    'valid',
    'the valid bit is set in every pfn: pages without it decode to another page',
  ),
  'valid-above-pfn': above(
    'valid',
    'requests work, but each page decodes to a pfn with the valid bit in it',
  ),
  'write-inside-pfn': inside(
    'write',
    'a pfn with that bit decodes as writable, and a writable page decodes to a pfn with that bit',
  ),
  'write-above-pfn': above(
    'write',
    'requests work, but each writable page decodes to a pfn with the write bit in it',
  ),
  'none-has-valid': hasValid('none'),
  'error-has-valid': hasValid('error'),
  'special-has-valid': hasValid('special'),
  'none-is-page': isPage('none', 'and is then lost'),
  'error-is-page': isPage('error', 'and is then lost'),
  'special-is-page': isPage('special', 'and is then lost in v5.7'),
  'none-is-error': {
    consequence: 'a page that cannot be accessed reads as one that can be faulted',
    broken: ({ equal }, { none, error }) => equal(none, error),
  },
  'none-is-special': {
    consequence: 'v5.7 reports a special page, which reads as one that can be faulted',
    broken: ({ equal }, { none, special }) => equal(none, special),
  },
  'shift-cuts-pfn': {
    consequence: 'the high bits of real pfns are lost: pages decode to other pages',
    broken: ({ below, constant }, { pfnShift }) => below(constant(64n - REAL_PFN_BITS), pfnShift),
  },
} as const satisfies Readonly<Record<string, FormatClause>>;

/** The ways in which a format can be ill-formed. */
export type FormatDefectId = keyof typeof FORMAT_CLAUSES;

/** Whether a word is the entry of a page that exists: of some pfn below 2^40, with these flags. */
function isEntry<Word, Bool>(
  { and, both, equal, below, complement, constant, shiftLeft, shiftRight }: WordAlgebra<Word, Bool>,
  word: Word,
  flags: Word,
  pfnShift: Word,
): Bool {
  // Flags may stand inside the pfn field: what is left of the word is the least pfn that makes it.
  const rest = and(word, complement(flags));
  const pfn = shiftRight(rest, pfnShift);
  const isMade = both(equal(and(word, flags), flags), equal(shiftLeft(pfn, pfnShift), rest));
  return both(isMade, below(pfn, constant(1n << REAL_PFN_BITS)));
}

function overlap<Word, Bool>(
  algebra: WordAlgebra<Word, Bool>,
  { valid, write }: FormatWords<Word>,
): Bool {
  return hasAny(algebra, valid, write);
}

/** Whether a flag has all bits of another one, and more. */
function contains<Word, Bool>(
  { and, both, equal, not }: WordAlgebra<Word, Bool>,
  format: FormatWords<Word>,
  outer: Flag,
  inner: Flag,
): Bool {
  const isEqual = equal(format[outer], format[inner]);
  return both(equal(and(format[outer], format[inner]), format[inner]), not(isEqual));
}

function zero(flag: Flag, consequence: string): FormatClause {
  return {
    consequence,
    broken: ({ equal, constant }, format) => equal(format[flag], constant(0n)),
  };
}

function several(flag: Flag, consequence: string): FormatClause {
  return {
    consequence,
    broken({ and, constant, equal, minusOne, not }, format) {
      const word = format[flag];
      return not(equal(and(word, minusOne(word)), constant(0n)));
    },
  };
}

function inside(flag: Flag, consequence: string): FormatClause {
  return {
    consequence,
    broken(algebra, format) {
      const inPfn = algebra.shiftRight(format[flag], format.pfnShift);
      return hasAny(algebra, inPfn, algebra.constant((1n << REAL_PFN_BITS) - 1n));
    },
  };
}

function above(flag: Flag, consequence: string): FormatClause {
  return {
    consequence,
    broken({ constant, equal, not, shiftRight }, format) {
      const inPfn = shiftRight(format[flag], format.pfnShift);
      return not(equal(shiftRight(inPfn, constant(REAL_PFN_BITS)), constant(0n)));
    },
  };
}

function hasValid(value: Value): FormatClause {
  return {
    consequence: `a driver that tests the valid bit before it compares with values[${value}] takes the value for a page`,
    broken: (algebra, format) => hasAny(algebra, format[value], format.valid),
  };
}

function isPage(value: Value, lost: string): FormatClause {
  return {
    consequence: `the entry of a page can equal values[${value}], ${lost}`,
    broken(algebra, format) {
      const { valid, write, pfnShift } = format;
      const word = format[value];
      const isMade = algebra.either(
        isEntry(algebra, word, valid, pfnShift),
        isEntry(algebra, word, algebra.or(valid, write), pfnShift),
      );
      // Without a valid bit no entry is a page to begin with.
      return algebra.both(hasAny(algebra, word, valid), isMade);
    },
  };
}

/** One way in which a format is ill-formed, and what goes wrong because of it. */
export interface FormatDefect {
  readonly id: FormatDefectId;
  readonly consequence: string;
}

const CLAUSES = Object.entries(FORMAT_CLAUSES) as readonly (readonly [
  FormatDefectId,
  FormatClause,
])[];

/** A format's words, for the laws over an algebra. */
export function formatWords(format: LegacyFormat): FormatWords<bigint> {
  const { flags, values, pfnShift } = format.fields;
  return { ...flags, ...values, pfnShift: BigInt(pfnShift) };
}

/**
 * Every way in which a format is ill-formed, measured against the decoder, which shifts without
 * masking (model.md, section 3); empty if it is well-formed.
 */
export function formatDefects(format: LegacyFormat): readonly FormatDefect[] {
  const words = formatWords(format);
  return CLAUSES.filter(([, clause]) => clause.broken(NUMBERS, words)).map(
    ([id, { consequence }]) => ({ id, consequence }),
  );
}

const idsByFormat = new WeakMap<LegacyFormat, ReadonlySet<FormatDefectId>>();

/** The ids of {@link formatDefects}, computed once a format. */
export function formatDefectIds(format: LegacyFormat): ReadonlySet<FormatDefectId> {
  let ids = idsByFormat.get(format);
  if (ids === undefined) {
    ids = new Set(formatDefects(format).map(({ id }) => id));
    idsByFormat.set(format, ids);
  }
  return ids;
}

/** Whether a driver can rely on the format. */
export function isWellFormed(format: LegacyFormat): boolean {
  return formatDefectIds(format).size === 0;
}
