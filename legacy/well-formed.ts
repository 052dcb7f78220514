// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat, LegacyFormatFields } from './format';

/** pfns that exist: 52 bits of physical address, less the 12 of the offset in a page. */
const REAL_PFN_BITS = 40n;

/** The ways in which a format can be ill-formed. */
export type FormatDefectId =
  | 'valid-zero'
  | 'write-zero'
  | 'valid-several-bits'
  | 'write-several-bits'
  | 'flags-equal'
  | 'valid-contains-write'
  | 'write-contains-valid'
  | 'flags-share-bits'
  | 'valid-inside-pfn'
  | 'write-inside-pfn'
  | 'valid-above-pfn'
  | 'write-above-pfn'
  | 'shift-cuts-pfn'
  | 'none-has-valid'
  | 'error-has-valid'
  | 'special-has-valid'
  | 'none-is-error'
  | 'none-is-special';

/** One way in which a format is ill-formed, and what goes wrong because of it. */
export interface FormatDefect {
  readonly id: FormatDefectId;
  readonly consequence: string;
}

const CONSEQUENCES: Readonly<Record<FormatDefectId, string>> = {
  'valid-zero': 'no request can ask for a fault, and every page decodes to none',
  'write-zero': 'a request to write asks only to read, and no page decodes as writable',
  'valid-several-bits': 'a request with any one of the bits asks for a fault',
  'write-several-bits': 'a request with any one of the bits asks to write',
  'flags-equal':
    'a request to read asks to write, and every page that the CPU may read counts as writable',
  'valid-contains-write':
    'a request to read asks to write, and every page that the CPU may read counts as writable',
  'write-contains-valid':
    'a request with WRITE alone asks for a fault, and every readable page counts as writable',
  'flags-share-bits':
    'each flag alone asks for both, and every page that the CPU may read counts as writable',
  'valid-inside-pfn': 'the valid bit is set in every pfn: pages without it decode to another page',
  'write-inside-pfn':
    'a pfn with that bit decodes as writable, and a writable page decodes to a pfn with that bit',
  'valid-above-pfn': 'requests work, but each page decodes to a pfn with the valid bit in it',
  'write-above-pfn':
    'requests work, but each writable page decodes to a pfn with the write bit in it',
  'shift-cuts-pfn': 'the high bits of real pfns are lost: pages decode to other pages',
  'none-has-valid': 'the entry of a page can equal values[none], and is then lost',
  'error-has-valid': 'the entry of a page can equal values[error], and is then lost',
  'special-has-valid': 'the entry of a page can equal values[special], and is then lost in v5.7',
  'none-is-error': 'a page that cannot be accessed reads as one that can be faulted',
  'none-is-special': 'v5.7 reports a special page, which reads as one that can be faulted',
};

/**
 * Every way in which a format is ill-formed, measured against the decoder, which shifts without
 * masking (model.md, section 3); empty if it is well-formed.
 */
export function formatDefects(format: LegacyFormat): readonly FormatDefect[] {
  const { fields } = format;
  const ids = [
    ...flagDefects(fields),
    ...overlapDefects(fields),
    ...positionDefects('valid', fields.flags.valid, fields.pfnShift),
    ...positionDefects('write', fields.flags.write, fields.pfnShift),
    ...valueDefects(fields),
  ];
  if (BigInt(fields.pfnShift) + REAL_PFN_BITS > 64n) ids.push('shift-cuts-pfn');
  return ids.map((id) => ({ id, consequence: CONSEQUENCES[id] }));
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

function flagDefects({ flags }: LegacyFormatFields): FormatDefectId[] {
  const ids: FormatDefectId[] = [];
  if (flags.valid === 0n) ids.push('valid-zero');
  else if (hasSeveralBits(flags.valid)) ids.push('valid-several-bits');
  if (flags.write === 0n) ids.push('write-zero');
  else if (hasSeveralBits(flags.write)) ids.push('write-several-bits');
  return ids;
}

function overlapDefects({ flags }: LegacyFormatFields): FormatDefectId[] {
  const shared = flags.valid & flags.write;
  if (shared === 0n) return [];
  if (flags.valid === flags.write) return ['flags-equal'];
  if (shared === flags.write) return ['valid-contains-write'];
  return shared === flags.valid ? ['write-contains-valid'] : ['flags-share-bits'];
}

function positionDefects(name: 'valid' | 'write', flag: bigint, shift: number): FormatDefectId[] {
  const inPfn = flag >> BigInt(shift);
  const ids: FormatDefectId[] = [];
  if ((inPfn & ((1n << REAL_PFN_BITS) - 1n)) !== 0n) ids.push(`${name}-inside-pfn`);
  if (inPfn >> REAL_PFN_BITS !== 0n) ids.push(`${name}-above-pfn`);
  return ids;
}

function valueDefects({ flags, values }: LegacyFormatFields): FormatDefectId[] {
  const ids: FormatDefectId[] = [];
  if ((values.none & flags.valid) !== 0n) ids.push('none-has-valid');
  if ((values.error & flags.valid) !== 0n) ids.push('error-has-valid');
  if ((values.special & flags.valid) !== 0n) ids.push('special-has-valid');
  if (values.none === values.error) ids.push('none-is-error');
  if (values.none === values.special) ids.push('none-is-special');
  return ids;
}

function hasSeveralBits(flag: bigint): boolean {
  return (flag & (flag - 1n)) !== 0n;
}
