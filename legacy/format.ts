// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, type PageStates, StateKind } from '../mm/page-states';
import { Ask } from '../mm/range';
import type { Pfn } from '../mm/units';
import { fromHalves, toHalves, type Word64 } from '../mm/word64';

/** `v5.7`: as released, with SPECIAL and a page count; `legacy`: just before the format's removal. */
export type LegacyRevision = 'v5.7' | 'legacy';

/** An output word of the customizable format. */
export type LegacyEntry = bigint & { readonly [entryBrand]: true };
declare const entryBrand: unique symbol;

/**
 * Guards the way from a 64-bit word to an output word.
 * @throws RangeError if the value is not in [0, 2^64).
 */
export function legacyEntry(value: bigint): LegacyEntry {
  toHalves(value);
  return value as LegacyEntry;
}

/** What a driver set in `struct hmm_range` until 5.7; all words have 64 bits. */
export interface LegacyFormatFields {
  /** `flags[HMM_PFN_VALID]` and `flags[HMM_PFN_WRITE]`. */
  readonly flags: { readonly valid: bigint; readonly write: bigint };
  /** `values[HMM_PFN_ERROR]`, `[HMM_PFN_NONE]` and `[HMM_PFN_SPECIAL]`. */
  readonly values: { readonly error: bigint; readonly none: bigint; readonly special: bigint };
  /** `pfn_shift`, 0–63. */
  readonly pfnShift: number;
}

/**
 * A driver's own pfn format: `flags[]`, `values[]` and `pfn_shift`.
 *
 * Words are kept as halves. Shifts by `pfnShift` are multiplications by a power of two, which are
 * exact for a pfn below 2^53 and for a half; ToInt32 then reduces modulo 2^32, so that no shift
 * (0, 1–31, 32, 33–63) is a case of its own and `pfn << pfnShift` wraps at 64 bits as in C.
 */
export class LegacyFormat {
  /** @internal */
  readonly valid: Word64;
  /** @internal */
  readonly write: Word64;
  /** @internal `flags[VALID] | flags[WRITE]`. */
  readonly validWrite: Word64;
  /** @internal */
  readonly error: Word64;
  /** @internal */
  readonly none: Word64;
  /** @internal */
  readonly special: Word64;
  /** `pfn_shift`, 0–63 bits. */
  readonly pfnShift: number;
  private readonly lowScale: number;
  private readonly highScale: number;
  /** Their reciprocals, exact as they are powers of two: a division takes several times as long. */
  private readonly lowUnscale: number;
  private readonly highUnscale: number;

  /** @throws RangeError for a word outside [0, 2^64) or a shift outside 0–63. */
  constructor(fields: LegacyFormatFields) {
    const { flags, values, pfnShift } = fields;
    if (!Number.isInteger(pfnShift) || pfnShift < 0 || pfnShift > 63) {
      throw new RangeError(`"pfnShift" expected an integer from 0 to 63, got ${pfnShift}`);
    }
    this.valid = toHalves(flags.valid);
    this.write = toHalves(flags.write);
    this.validWrite = toHalves(flags.valid | flags.write);
    this.error = toHalves(values.error);
    this.none = toHalves(values.none);
    this.special = toHalves(values.special);
    this.pfnShift = pfnShift;
    this.lowScale = 2 ** pfnShift;
    this.highScale = 2 ** (pfnShift - 32);
    this.lowUnscale = 1 / this.lowScale;
    this.highUnscale = 1 / this.highScale;
  }

  /** The fields that it was made from. */
  get fields(): LegacyFormatFields {
    const word = ({ low, high }: Word64): bigint => fromHalves(low, high);
    return {
      flags: { valid: word(this.valid), write: word(this.write) },
      values: { error: word(this.error), none: word(this.none), special: word(this.special) },
      pfnShift: this.pfnShift,
    };
  }

  /** @internal The low half of `pfn << pfnShift`. */
  shiftedLow(frame: Pfn): number {
    return (frame * this.lowScale) | 0;
  }

  /** @internal The high half of `pfn << pfnShift`. */
  shiftedHigh(frame: Pfn): number {
    return (frame * this.highScale) | 0;
  }

  /** @internal The low half of `entry >> pfnShift`; halves are unsigned. */
  pfnLow(low: number, high: number): number {
    return (high * this.highUnscale) | 0 | ((low * this.lowUnscale) | 0);
  }

  /** @internal The high half of `entry >> pfnShift`; the half is unsigned. */
  pfnHigh(high: number): number {
    return (high * this.lowUnscale) | 0;
  }

  /**
   * The entry for a page (`hmm_device_entry_from_pfn` with its flags): the valid bit is always set.
   * @internal
   */
  encode(frame: Pfn, write: boolean): LegacyEntry {
    const { low, high } = this.encodeHalves(frame, write);
    return fromHalves(low, high) as LegacyEntry;
  }

  /** @internal The entry for a page, as halves. */
  encodeHalves(frame: Pfn, write: boolean): Word64 {
    const flags = write ? this.validWrite : this.valid;
    return {
      low: this.shiftedLow(frame) | flags.low,
      high: this.shiftedHigh(frame) | flags.high,
    };
  }
}

const NOTHING: Word64 = { low: 0, high: 0 };
const ALL: Word64 = { low: -1, high: -1 };

/** The bits by which a driver with this format asks: of a page, as default, or as a mask. */
export function encodeAsk(format: LegacyFormat, ask: number): Word64 {
  switch (ask) {
    case Ask.read:
      return format.valid;
    case Ask.write:
      return format.validWrite;
    case Ask.writeOnly:
      return format.write;
    case Ask.all:
      return ALL;
    default:
      return NOTHING;
  }
}

/**
 * Reads output words as a driver does through `hmm_device_entry_to_page`: a word equal to one of
 * the values is no page (`special` counts in v5.7 only), nor is one without the valid bit; any
 * other is the page `entry >> pfnShift`, writable if it has a bit of `flags[WRITE]`.
 *
 * @param words two 32-bit words a page, low first.
 * @param pages how many pages to decode into `states`.
 */
export function decodeLegacy(
  format: LegacyFormat,
  revision: LegacyRevision,
  words: Uint32Array,
  pages: number,
  states: PageStates,
): void {
  states.reserve(pages);
  const { kinds, pfns } = states;
  const { valid, write } = format;
  for (let page = 0; page < pages; page++) {
    const low = words[2 * page] ?? 0;
    const high = words[2 * page + 1] ?? 0;
    let kind: StateKind = valueKind(format, revision, low, high);
    let pfnLow = 0;
    let pfnHigh = 0;
    if (kind === StateKind.read) {
      if ((low & valid.low) === 0 && (high & valid.high) === 0) {
        kind = StateKind.none;
      } else {
        if ((low & write.low) !== 0 || (high & write.high) !== 0) kind = StateKind.write;
        pfnLow = format.pfnLow(low, high);
        pfnHigh = format.pfnHigh(high);
      }
    }
    kinds[page] = kind;
    pfns[2 * page] = pfnLow;
    pfns[2 * page + 1] = pfnHigh;
  }
}

/** One word's state, in the obvious 64-bit form: the law that {@link decodeLegacy} must keep. */
export function decodeLegacyEntry(
  format: LegacyFormat,
  revision: LegacyRevision,
  entry: LegacyEntry,
): PageState {
  const { flags, pfnShift } = format.fields;
  const { low, high } = toHalves(entry);
  const value = valueKind(format, revision, low, high);
  if (value !== StateKind.read) return { kind: value, pfn: 0n };
  if ((entry & flags.valid) === 0n) return { kind: StateKind.none, pfn: 0n };
  const kind = (entry & flags.write) === 0n ? StateKind.read : StateKind.write;
  return { kind, pfn: entry >> BigInt(pfnShift) };
}

/** Which of the values a word equals; `read` if none. */
function valueKind(
  format: LegacyFormat,
  revision: LegacyRevision,
  low: number,
  high: number,
): StateKind {
  if (equals(format.none, low, high)) return StateKind.none;
  if (equals(format.error, low, high)) return StateKind.error;
  if (revision === 'v5.7' && equals(format.special, low, high)) return StateKind.special;
  return StateKind.read;
}

function equals(word: Word64, low: number, high: number): boolean {
  return word.low === (low | 0) && word.high === (high | 0);
}
