// SPDX-License-Identifier: GPL-2.0-or-later
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { WORD64_MASK } from '../../mm/word64';
import type { Random } from './random';
import { WeightedTable } from './weighted-table';

/** What makes a format worth a draw; every format of a class is the same kind of test. */
const FORMAT_CLASSES = ['known', 'well-formed', 'flags-above', 'ill-formed'] as const;
type FormatClass = (typeof FORMAT_CLASSES)[number];

/** A format to draw, with a name that says what is special in it. */
interface NamedFormat {
  readonly name: string;
  readonly class: FormatClass;
  readonly format: LegacyFormat;
}

/** One in this many scenarios has a fully random format, which needs expensive bigints. */
const RANDOM_FORMAT_RARITY = 512;

/** nouveau's format; what the formats below change of it is what they are named for. */
const PLAIN: LegacyFormatFields = {
  flags: { valid: 0x1n, write: 0x2n },
  values: { error: 0xffff_ffff_ffff_fffen, none: 0x0n, special: 0xffff_ffff_ffff_fffcn },
  pfnShift: 12,
};

export const KNOWN: readonly NamedFormat[] = [
  { name: 'nouveau', class: 'known', format: NOUVEAU },
  { name: 'amdgpu', class: 'known', format: AMDGPU },
];

export const WELL_FORMED: readonly NamedFormat[] = [
  wellFormed('smallest shift', 2, 0, 1),
  wellFormed('flags swapped', 2, 1, 0),
  wellFormed('shift 3, flags apart', 3, 2, 0),
  wellFormed('shift 8, flags at the top', 8, 7, 6),
  wellFormed('shift 11', 11, 10, 0),
  wellFormed('flags right below the pfn', 12, 11, 10),
  wellFormed('flags at both ends', 12, 11, 0),
  wellFormed('shift 16', 16, 3, 9),
  wellFormed('shift 20', 20, 19, 4),
  wellFormed('largest shift', 24, 23, 0),
  changed('error is special', 'well-formed', { values: { special: PLAIN.values.error } }),
  changed('none has the write bit', 'well-formed', { values: { none: 0x2n } }),
  changed('none is all ones but valid', 'well-formed', {
    values: { none: 0xffff_ffff_ffff_fffen, error: 0x0n },
  }),
  changed('small values', 'well-formed', { values: { none: 0x4n, error: 0x8n, special: 0x10n } }),
];

export const FLAGS_ABOVE: readonly NamedFormat[] = [
  { name: 'documentation', class: 'flags-above', format: DOCUMENTATION },
  above('bits 63 and 62, shift 0', 63, 62, 0),
  above('bits 62 and 63, shift 1', 62, 63, 1),
  above('bits 40 and 41, shift 0', 40, 41, 0),
  above('bits 60 and 61, shift 20', 60, 61, 20),
  above('write alone above', 0, 63, 12),
  above('valid alone above', 63, 1, 12),
];

export const ILL_FORMED: readonly NamedFormat[] = [
  broken('valid-zero', { flags: { valid: 0n } }),
  broken('write-zero', { flags: { write: 0n } }),
  broken('both flags zero', { flags: { valid: 0n, write: 0n } }),
  broken('valid-several-bits', { flags: { valid: 0x5n } }),
  broken('write-several-bits', { flags: { write: 0x6n } }),
  broken('both flags several bits', { flags: { valid: 0x5n, write: 0xan } }),
  broken('flags-equal', { flags: { write: 0x1n } }),
  broken('valid-contains-write', { flags: { valid: 0x3n } }),
  broken('write-contains-valid', { flags: { write: 0x3n } }),
  broken('flags-share-bits', { flags: { valid: 0x3n, write: 0x6n } }),
  broken('valid-inside-pfn', { flags: { valid: 0x1000n } }),
  broken('write-inside-pfn', { flags: { write: 0x2000n } }),
  broken('valid-inside-pfn, high', { flags: { valid: 1n << 40n } }),
  broken('none-has-valid', { values: { none: 0x1n } }),
  broken('error-has-valid', { values: { error: WORD64_MASK } }),
  broken('error is the entry of a page', { values: { error: 0x1000001n } }),
  broken('none is the entry of a page', { values: { none: 0x1001003n } }),
  broken('special-has-valid', { values: { special: 0x1002001n } }),
  broken('none-is-error', { values: { none: PLAIN.values.error } }),
  broken('none-is-special', { values: { none: PLAIN.values.special } }),
  broken('all values equal', { values: { none: 0n, error: 0n, special: 0n } }),
  // Inside the pfn field at the low end, and past what a real pfn leaves of 64 bits at the high one.
  ...[0, 1, 25, 28, 31, 32, 33, 36, 45, 52, 62, 63].map((pfnShift) =>
    broken(`shift ${pfnShift}`, { pfnShift }),
  ),
];

/** Every format with a name. */
export const NAMED_FORMATS: readonly NamedFormat[] = [
  ...KNOWN,
  ...WELL_FORMED,
  ...FLAGS_ABOVE,
  ...ILL_FORMED,
];

const FORMATS = new WeightedTable<LegacyFormat>([
  ...KNOWN.map(({ format }) => [format, 96] as const),
  ...WELL_FORMED.map(({ format }) => [format, 4] as const),
  ...FLAGS_ABOVE.map(({ format }) => [format, 3] as const),
  ...ILL_FORMED.map(({ format }) => [format, 1] as const),
]);

const RANKS = new Map(NAMED_FORMATS.map(({ format }, rank) => [format, rank]));

/**
 * How far a format is from nouveau's, for shrinking: its place among the named formats.
 * One that is not in the list comes after them all, equal to one of them or not.
 */
export function formatRank(format: LegacyFormat): number {
  return RANKS.get(format) ?? NAMED_FORMATS.length;
}

/** Draws a format: two in three times a known one, rarely one that nobody would write. */
export function pickFormat(random: Random): LegacyFormat {
  if (random.chance(1, RANDOM_FORMAT_RARITY)) return randomFormat(random);
  return FORMATS.pick(random);
}

/** A format of random words, each with few bits or with few bits clear; any shift. */
export function randomFormat(random: Random): LegacyFormat {
  return new LegacyFormat({
    flags: { valid: sparseWord(random), write: sparseWord(random) },
    values: { error: value(random), none: value(random), special: value(random) },
    pfnShift: random.below(64),
  });
}

/** A random format that a driver can rely on: flags below the pfn, values without the valid bit. */
export function randomWellFormed(random: Random): LegacyFormat {
  const pfnShift = LEAST_SHIFT + random.below(GREATEST_SHIFT - LEAST_SHIFT + 1);
  const validBit = random.below(pfnShift);
  const writeBit = (validBit + 1 + random.below(pfnShift - 1)) % pfnShift;
  const valid = 1n << BigInt(validBit);
  const none = value(random) & ~valid;
  const other = (word: bigint): bigint =>
    (word & ~valid) === none ? none ^ TOP_BIT : word & ~valid;
  return new LegacyFormat({
    flags: { valid, write: 1n << BigInt(writeBit) },
    values: { error: other(value(random)), none, special: other(value(random)) },
    pfnShift,
  });
}

/** A random format that no driver can rely on. */
export function randomIllFormed(random: Random): LegacyFormat {
  const format = randomFormat(random);
  if (!isWellFormed(format)) return format;
  const { flags, values, pfnShift } = format.fields;
  return new LegacyFormat({ flags: { ...flags, write: flags.valid }, values, pfnShift });
}

/** Two flags fit below the pfn, and a real pfn fits above this many bits. */
const LEAST_SHIFT = 2;
const GREATEST_SHIFT = 24;
const TOP_BIT = 1n << 63n;

/** One to four random bits. */
function sparseWord(random: Random): bigint {
  let word = 0n;
  for (let bits = 1 + random.below(4); bits > 0; bits--) word |= 1n << BigInt(random.below(64));
  return word;
}

function value(random: Random): bigint {
  const word = sparseWord(random);
  return random.chance(1, 2) ? word : WORD64_MASK ^ word;
}

interface Changes {
  readonly flags?: Partial<LegacyFormatFields['flags']>;
  readonly values?: Partial<LegacyFormatFields['values']>;
  readonly pfnShift?: number;
}

/** {@link PLAIN} with changes. */
function changed(name: string, formatClass: FormatClass, changes: Changes): NamedFormat {
  const format = new LegacyFormat({
    flags: { ...PLAIN.flags, ...changes.flags },
    values: { ...PLAIN.values, ...changes.values },
    pfnShift: changes.pfnShift ?? PLAIN.pfnShift,
  });
  return { name, class: formatClass, format };
}

function broken(name: string, changes: Changes): NamedFormat {
  return changed(name, 'ill-formed', changes);
}

/** A format with flags at these bits, and values that have all bits but the valid one. */
function flagBits(
  name: string,
  formatClass: FormatClass,
  pfnShift: number,
  valid: number,
  write: number,
): NamedFormat {
  const validBit = 1n << BigInt(valid);
  const error = WORD64_MASK ^ validBit;
  return changed(name, formatClass, {
    flags: { valid: validBit, write: 1n << BigInt(write) },
    values: { error, none: 0n, special: error ^ (1n << 50n) },
    pfnShift,
  });
}

function wellFormed(name: string, pfnShift: number, valid: number, write: number): NamedFormat {
  return flagBits(name, 'well-formed', pfnShift, valid, write);
}

function above(name: string, valid: number, write: number, pfnShift: number): NamedFormat {
  return flagBits(name, 'flags-above', pfnShift, valid, write);
}
