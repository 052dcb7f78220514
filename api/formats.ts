// SPDX-License-Identifier: GPL-2.0-or-later
import {
  decodeLegacyEntry,
  encodeAsk,
  LegacyFormat,
  type LegacyFormatFields,
  type LegacyRevision,
  legacyEntry,
} from '../legacy/format';
import { type FormatDefect, formatDefects } from '../legacy/format-clauses';
import { KNOWN_FORMATS } from '../legacy/known-formats';
import type { PageState as KindAndPfn } from '../mm/page-states';
import { PFN_LIMIT, type Pfn, pfn } from '../mm/units';
import { fromHalves } from '../mm/word64';
import { type BitsPerLong, encodePage, encodeRequest, ORDER_BITS } from '../modern/format';
import { CHANGED_SINCE, isBefore, type KernelVersion } from '../modern/revision';
import { decodeModernWord, layoutOf, pfnBits, type WordLayout } from '../modern/word-layout';
import { type StateName, stateName } from '../oracle/run/result';
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
export type { FormatDefect, FormatDefectId } from '../legacy/format-clauses';
export type { BitsPerLong } from '../modern/format';
export type { KernelVersion } from '../modern/revision';
export type { WordLayout } from '../modern/word-layout';
export type { StateName } from '../oracle/run/result';
export type { Hex, LegacyDocument, RequestSymbol } from '../oracle/scenario/document';

/** A page that an entry leads to. */
export interface Page {
  /** The page frame number: physical address / 4096. */
  readonly pfn: bigint;
  /** Whether the device may write to it. */
  readonly write: boolean;
}

/** A page in the fixed format, which from 5.9 on also tells how the CPU maps it. */
export interface ModernPage extends Page {
  /** The order of the CPU's mapping, which may begin before the page and end after it; 0 if left out. */
  readonly order?: number;
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

/** What an output word of the fixed format says in a given release. */
export interface ModernPageState extends PageState {
  /** `hmm_pfn_to_map_order()`; 0 before 5.9, where words tell none. */
  readonly order: number;
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
 * The output word for a page in the fixed format: the pfn, `HMM_PFN_VALID`, `HMM_PFN_WRITE` if the
 * page is writable, and the order of the mapping in a release that tells it.
 *
 * @param bits how wide `unsigned long` is.
 * @param kernel the release, from 5.8 on; releases after 7.3 are taken to be as that one.
 * @throws RangeError if the pfn does not fit below the flags and the order (with 32 bits 2^29, from
 *   5.9 on 2^24, from 6.16 on 2^21; with 64 bits 2^44, the most that the model has), for an order
 *   outside 0 to 31, or any but 0 before 5.9, and for what is no release.
 */
export function encodeModern(
  page: ModernPage,
  bits: BitsPerLong = 64,
  kernel: KernelVersion = OLDEST,
): bigint {
  const layout = layoutFor(kernel, bits);
  const frame = frameOf(page.pfn, 2 ** Math.min(pfnBits(layout), MODEL_PFN_BITS));
  const { order = 0 } = page;
  const most = layout.orderShift === undefined ? 0 : 2 ** ORDER_BITS - 1;
  if (!Number.isInteger(order) || order < 0 || order > most) {
    const expected = most === 0 ? `0 before ${CHANGED_SINCE.mapOrder}` : `0 to ${most}`;
    throw new ArgumentError(`"order" expected ${expected}, got ${order}`);
  }
  return encodePage(frame, page.write, bits) | (BigInt(order) << BigInt(layout.orderShift ?? 0));
}

/**
 * What a caller reads in an output word of the fixed format of 5.8: `HMM_PFN_VALID`, `_WRITE` and
 * `_ERROR`, and `hmm_pfn_to_page()`. The pfn of 64-bit words up to 6.15 is without the order bits, too.
 *
 * @param bits how wide `unsigned long` is.
 * @throws RangeError for a word that does not fit into that many bits.
 */
export function decodeModern(word: bigint, bits?: BitsPerLong): PageState;
/**
 * As above, for a release: `order` is `hmm_pfn_to_map_order()`, where it has one. DMA flags, from 6.16
 * on, are left aside.
 *
 * @param bits how wide `unsigned long` is.
 * @param kernel the release, from 5.8 on; releases after 7.3 are taken to be as that one. Words of
 *   6.16 and later need it, and 32-bit ones of 5.9 and later: their order stands where the pfn of
 *   5.8 may be.
 * @throws RangeError for a word that does not fit into that many bits, and for an unknown release.
 */
export function decodeModern(
  word: bigint,
  bits: BitsPerLong,
  kernel: KernelVersion,
): ModernPageState;
export function decodeModern(
  word: bigint,
  bits: BitsPerLong = 64,
  kernel?: KernelVersion,
): PageState | ModernPageState {
  const layout = layoutFor(kernel ?? OLDEST, bits);
  if (BigInt.asUintN(bits, word) !== word) {
    throw new ArgumentError(`"word" expected 0 to 2^${bits} - 1, got ${word}`);
  }
  const { order, ...state } = decodeModernWord(word, layout);
  return kernel === undefined ? publicState(state) : { ...publicState(state), order };
}

/**
 * `HMM_PFN_FLAGS` of a release: every bit of a word that is none of the pfn. `word & ~flags` is the
 * pfn. Before 5.9 the three output flags; then the top eight bits, from 6.16 on the top eleven.
 *
 * @param bits how wide `unsigned long` is.
 * @throws RangeError for what is no release from 5.8 on.
 */
export function flagsModern(kernel: KernelVersion, bits: BitsPerLong = 64): bigint {
  return layoutFor(kernel, bits).flags;
}

/**
 * Which bits of a word mean what in a release: the map order, the DMA flags that a word carries from
 * input to output since 6.16, and `HMM_PFN_FLAGS`.
 *
 * @param bits how wide `unsigned long` is.
 * @throws RangeError for what is no release from 5.8 on.
 */
export function layoutModern(kernel: KernelVersion, bits: BitsPerLong = 64): WordLayout {
  return layoutFor(kernel, bits);
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

const OLDEST: KernelVersion = '5.8';
/** No machine has more: 56 bits of physical address, less the offset in a page. */
const MODEL_PFN_BITS = 44;

/** @throws ArgumentError for what is no release that has the fixed format. */
function layoutFor(kernel: KernelVersion, bits: BitsPerLong): WordLayout {
  if (!/^\d+\.\d+$/.test(kernel) || isBefore(kernel, OLDEST)) {
    throw new ArgumentError(
      `"kernel" expected a release such as "6.1", from ${OLDEST} on, got ${JSON.stringify(kernel)}`,
    );
  }
  return layoutOf(kernel, bits);
}

function knownFormat(name: string): LegacyFormat {
  const format = KNOWN_FORMATS[name];
  if (format === undefined) throw new ArgumentError(`"name" expected a known format, got ${name}`);
  return format;
}

function frameOf(value: bigint, limit: number): Pfn {
  if (value >= 0n && value < BigInt(limit)) return pfn(Number(value));
  throw new ArgumentError(`"pfn" expected 0 to 2^${Math.log2(limit)} - 1, got ${value}`);
}

function publicState({ kind, pfn: frame }: KindAndPfn): PageState {
  return { state: stateName(kind), pfn: frame };
}
