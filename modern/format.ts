// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageStates, StateKind } from '../mm/page-states';
import { Ask } from '../mm/range';
import { type PageNumber, type Pfn, pfn } from '../mm/units';

/** An output word of the fixed format: a pfn and flags. */
type HmmPfn = bigint & { readonly [hmmPfnBrand]: true };
declare const hmmPfnBrand: unique symbol;

/** An input word of the fixed format: request flags. Their bits coincide with output flags. */
type HmmRequest = bigint & { readonly [hmmRequestBrand]: true };
declare const hmmRequestBrand: unique symbol;

/** How wide `unsigned long` is. */
export type BitsPerLong = 32 | 64;

/*
 * The flags are the top three bits of a long. These are their values in its upper (on 32 bits: its
 * only) 32-bit word, as signed integers. Output flags:
 */
/** The pfn is valid, and the page at least readable. */
export const VALID = 1 << 31;
/** The page is writable; requires VALID. */
export const WRITE = 1 << 30;
/** The page cannot be accessed. */
export const ERROR = 1 << 29;
/* Input flags: */
/** The output must have VALID, or the call fails. */
export const REQ_FAULT = VALID;
/** The output must have WRITE, or the call fails. Means nothing without REQ_FAULT. */
export const REQ_WRITE = WRITE;

/**
 * From 5.9 on, five bits below a gap tell the order of the CPU's mapping (`HMM_PFN_ORDER_SHIFT`);
 * the pfn ends below them. Like the flags, as they stand in the upper word of a 64-bit long.
 */
export const ORDER_SHIFT = 24;
export const ORDER_BITS = 5;
export const ORDER_FIELD = ((1 << ORDER_BITS) - 1) << ORDER_SHIFT;

/** The order bits of a mapping of this many pages, a power of two. */
export function orderFlags(pages: number): number {
  return Math.log2(pages) << ORDER_SHIFT;
}

/** All three output flags. */
export const OUTPUT_FLAGS = VALID | WRITE | ERROR;
/** All bits of a word that no flag has. */
const PFN_FIELD = ~OUTPUT_FLAGS;

/** The greatest pfn that fits below the flags, plus one; pfns have at most 44 bits anyway. */
export function pfnLimit(bits: BitsPerLong): number {
  return bits === 32 ? 2 ** 29 : 2 ** 44;
}

/** What went wrong when a pfn did not fit: on real hardware it would overwrite the flags. */
export class PfnOverflowError extends RangeError {
  constructor(
    readonly page: PageNumber,
    readonly pfn: Pfn,
  ) {
    const [expected, got] = [pfnLimit(32), pfn].map((one) => `0x${one.toString(16)}`);
    super(`"pfn" of page ${page} expected below ${expected} (32 bits per long), got ${got}`);
    this.name = 'PfnOverflowError';
  }
}

/** The request flags of an ask, in the word that holds flags. */
export function requestFlags(ask: number): number {
  switch (ask) {
    case Ask.read:
      return REQ_FAULT;
    case Ask.write:
      return REQ_FAULT | REQ_WRITE;
    case Ask.writeOnly:
      return REQ_WRITE;
    case Ask.all:
      return -1;
    default:
      return 0;
  }
}

/** The input word of an ask; all ones for a mask that lets everything through. */
export function encodeRequest(ask: Ask, bits: BitsPerLong): HmmRequest {
  const word = BigInt.asUintN(bits, ask === Ask.all ? -1n : wordOf(requestFlags(ask), bits));
  return word as HmmRequest;
}

/**
 * The output word for a page.
 * @throws PfnOverflowError if the pfn does not fit below the flags.
 */
export function encodePage(frame: number, write: boolean, bits: BitsPerLong): HmmPfn {
  if (frame >= pfnLimit(bits)) throw new PfnOverflowError(0, pfn(frame));
  return (BigInt(frame) | wordOf(VALID | (write ? WRITE : 0), bits)) as HmmPfn;
}

function wordOf(flags: number, bits: BitsPerLong): bigint {
  return BigInt(flags >>> 0) << BigInt(bits - 32);
}

/**
 * Reads output words as a caller does: VALID says that there is a page, WRITE that it is writable,
 * ERROR excludes both, and 0 is none. A pfn without any flag is `stray`; what no side may make (the
 * other combinations) is `malformed`, and keeps the whole word. An order says how a page is mapped,
 * not which it is: it is no part of the state, but a word with nothing else is not 0, so `stray`.
 *
 * @param words `bits / 32` words of 32 bits a page, low first.
 * @param pages how many pages to decode into `states`.
 */
export function decodeModern(
  bits: BitsPerLong,
  words: Uint32Array,
  pages: number,
  states: PageStates,
): void {
  states.reserve(pages);
  const { kinds, pfns } = states;
  const wide = bits === 64;
  for (let page = 0; page < pages; page++) {
    const low = wide ? (words[2 * page] ?? 0) : (words[page] ?? 0) & PFN_FIELD;
    const top = wide ? (words[2 * page + 1] ?? 0) : (words[page] ?? 0);
    const rest = wide ? top & PFN_FIELD : 0;
    const high = rest & ~ORDER_FIELD;
    const kind =
      STATE_KINDS[((top >>> FLAGS_SHIFT) << 1) | +((low | rest) !== 0)] ?? StateKind.malformed;
    const whole = kind === StateKind.malformed;
    kinds[page] = kind;
    pfns[2 * page] = whole && !wide ? top : low;
    pfns[2 * page + 1] = whole && wide ? top : high;
  }
}

/** Where the output flags stand in the word that holds them. */
const FLAGS_SHIFT = 29;
const FLAG_COMBINATIONS = 1 << (32 - FLAGS_SHIFT);

/** {@link stateKind} of each combination of flags, without and with a rest. Looked up, as branch prediction learns nothing from them. */
const STATE_KINDS = Uint8Array.from({ length: 2 * FLAG_COMBINATIONS }, (_, index) =>
  stateKind((index >>> 1) << FLAGS_SHIFT, index & 1),
);

/** @param rest not 0 exactly if there is a pfn or an order. */
function stateKind(flags: number, rest: number): StateKind {
  if ((flags & ERROR) !== 0) {
    return (flags & (VALID | WRITE)) === 0 && rest === 0 ? StateKind.error : StateKind.malformed;
  }
  if ((flags & VALID) !== 0) return (flags & WRITE) !== 0 ? StateKind.write : StateKind.read;
  if ((flags & WRITE) !== 0) return StateKind.malformed;
  return rest === 0 ? StateKind.none : StateKind.stray;
}
