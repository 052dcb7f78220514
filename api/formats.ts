// SPDX-License-Identifier: GPL-2.0-or-later

import { decodeLegacyEntry } from '../legacy/decode';
import {
  LegacyFormat,
  type LegacyFormatFields,
  type LegacyRevision,
  legacyEntry,
} from '../legacy/format';
import { KNOWN_FORMATS } from '../legacy/known-formats';
import { encodeAsk } from '../legacy/request';
import { type FormatDefect, formatDefects } from '../legacy/well-formed';
import type { PageState as KindAndPfn } from '../mm/page-states';
import { PFN_LIMIT, type Pfn, pfn } from '../mm/units';
import { fromHalves } from '../mm/word64';
import { decodeModernWord } from '../modern/decode';
import { type BitsPerLong, encodePage, encodeRequest, pfnLimit } from '../modern/format';
import { type StateName, stateName } from '../oracle/run/page-state-text';
/**
 * Single words of both pfn formats: what a driver writes into its array, and what it reads there.
 * A word is a `bigint` of 64 bits, a pfn counts pages of 4 KiB.
 *
 * @module formats
 */
import { ArgumentError } from '../oracle/scenario/argument-error';
import type { LegacyDocument, RequestSymbol } from '../oracle/scenario/document';
import { ASKS } from '../oracle/scenario/requests';

export { LegacyFormat, type LegacyFormatFields, type LegacyRevision } from '../legacy/format';
export type { FormatDefect, FormatDefectId } from '../legacy/well-formed';
export type { BitsPerLong } from '../modern/format';
export type { StateName } from '../oracle/run/page-state-text';
export type { Hex, LegacyDocument, RequestSymbol } from '../oracle/scenario/document';

/** A page that an entry leads to. */
export interface Page {
  /** The page frame number: physical address / 4096. */
  readonly pfn: bigint;
  /** Whether the device may write to it. */
  readonly write: boolean;
}

/** What an output word says of its page, whatever the format (model.md, section 5). */
export interface PageState {
  /**
   * `none`: nothing is known, the page can be faulted; `error`: it cannot be accessed; `special`:
   * v5.7's other word for that; `read` and `write`: a page, with these rights; `stray`: a pfn
   * without a flag; `malformed`: flags that no side sets together.
   */
  readonly state: StateName;
  /** The page frame number; 0 where there is none, and the whole word if it is malformed. */
  readonly pfn: bigint;
}

/** The customizable formats that have a name: two drivers' and the kernel documentation's example. */
export const FORMATS: Readonly<Record<'nouveau' | 'amdgpu' | 'documentation', LegacyFormat>> = {
  nouveau: knownFormat('nouveau'),
  amdgpu: knownFormat('amdgpu'),
  documentation: knownFormat('documentation'),
};

/**
 * A driver's format until 5.7 (`flags[]`, `values[]` and `pfn_shift` of `struct hmm_range`).
 *
 * @param fields 64-bit words as `bigint`, or as hex strings: the field `legacy` of a scenario.
 * @throws RangeError for a word outside [0, 2^64), or a shift outside 0 to 63 bits.
 * @throws SyntaxError for a string that is no number.
 */
export function formatOf(fields: LegacyFormatFields | LegacyDocument): LegacyFormat {
  const { flags, values, pfnShift } = fields;
  return new LegacyFormat({
    flags: { valid: BigInt(flags.valid), write: BigInt(flags.write) },
    values: {
      error: BigInt(values.error),
      none: BigInt(values.none),
      special: BigInt(values.special),
    },
    pfnShift,
  });
}

/**
 * In which ways a format is ill-formed, and what goes wrong because of it; empty if a driver can
 * rely on it (model.md, section 3).
 */
export function defectsOf(format: LegacyFormat): readonly FormatDefect[] {
  return formatDefects(format);
}

/** Whether a driver can rely on a format: {@link defectsOf} finds nothing. */
export function wellFormed(format: LegacyFormat): boolean {
  return formatDefects(format).length === 0;
}

/**
 * The output word for a page in a customizable format: `hmm_device_entry_from_pfn()` with the flags
 * of the page. What does not fit is shifted out, as in C.
 *
 * @throws RangeError if the pfn is not below 2^40.
 */
export function encodeLegacy(format: LegacyFormat, page: Page): bigint {
  return format.encode(frameOf(page.pfn, PFN_LIMIT), page.write);
}

/**
 * What a driver reads in an output word of a customizable format (`hmm_device_entry_to_pfn()` and
 * the tests around it): the values first, then the valid bit, then the pfn by the shift.
 *
 * @param revision `values[SPECIAL]` counts in v5.7 only, the default.
 * @throws RangeError for a word outside [0, 2^64).
 */
export function decodeLegacy(
  format: LegacyFormat,
  word: bigint,
  revision: LegacyRevision = 'v5.7',
): PageState {
  return publicState(decodeLegacyEntry(format, revision, legacyEntry(word)));
}

/**
 * The bits by which a driver with a customizable format asks for a page, as default flags, or as a
 * mask: `flags[VALID]`, `flags[WRITE]`, both, none, or all ones.
 */
export function requestLegacy(format: LegacyFormat, request: RequestSymbol | '*'): bigint {
  const { low, high } = encodeAsk(format, ASKS[request]);
  return fromHalves(low, high);
}

/**
 * The output word for a page in the fixed format: the pfn, `HMM_PFN_VALID`, and `HMM_PFN_WRITE` if
 * the page is writable.
 *
 * @param bits how wide `unsigned long` is.
 * @throws RangeError if the pfn does not fit below the flags: 2^29 with 32 bits; 2^44 with 64, the
 *   most that the model has.
 */
export function encodeModern(page: Page, bits: BitsPerLong = 64): bigint {
  return encodePage(frameOf(page.pfn, pfnLimit(bits)), page.write, bits);
}

/**
 * What a caller reads in an output word of the fixed format: `HMM_PFN_VALID`, `_WRITE` and `_ERROR`,
 * and `hmm_pfn_to_page()`.
 *
 * @param bits how wide `unsigned long` is.
 * @throws RangeError for a word that does not fit into so many bits.
 */
export function decodeModern(word: bigint, bits: BitsPerLong = 64): PageState {
  return publicState(decodeModernWord(word, bits));
}

/**
 * The bits by which a caller of the fixed format asks for a page, as default flags, or as a mask:
 * `HMM_PFN_REQ_FAULT`, `HMM_PFN_REQ_WRITE`, both, none, or all ones.
 *
 * @param bits how wide `unsigned long` is.
 */
export function requestModern(request: RequestSymbol | '*', bits: BitsPerLong = 64): bigint {
  return encodeRequest(ASKS[request], bits);
}

function knownFormat(name: string): LegacyFormat {
  const format = KNOWN_FORMATS[name];
  if (format === undefined) throw new RangeError(`"name" expected a known format, got ${name}`);
  return format;
}

function frameOf(value: bigint, limit: number): Pfn {
  if (value >= 0n && value < BigInt(limit)) return pfn(Number(value));
  throw new ArgumentError(`"pfn" expected 0 to 2^${Math.log2(limit)} - 1, got ${value}`);
}

function publicState({ kind, pfn: frame }: KindAndPfn): PageState {
  return { state: stateName(kind), pfn: frame };
}
