// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { Ask, type RangeRequest } from '../../mm/range';
import { ORDER_BITS } from '../../modern/format';
import { dmaFlagsOf } from '../../modern/word-layout';
import type { Side } from '../run/side';
import {
  type FixedFormatName,
  isModern,
  legacyRevisionOf,
  type SideName,
  wordLayoutOf,
} from '../run/side-names';
import { hex } from '../scenario/json';
import {
  ASK_SYMBOLS,
  type AskSymbol,
  askedInWords,
  type EffectiveAsk,
  effectiveAsk,
} from '../scenario/requests';

/** The bits of a word by name, as the side's format has them. */
export interface WordBits {
  /** The flags that are set; of a request: what it asks. */
  readonly flags: readonly string[];
  /** The values of the customizable format that the word equals; then it says nothing else. */
  readonly values: readonly string[];
  /** What a driver reads as the pfn; undefined if there is none. */
  readonly pfn: string | undefined;
  /** The bits that have no name in the format. */
  readonly unnamed: string | undefined;
}

/**
 * Names the bits of an output word, or of a request that still stands in the array.
 *
 * @param format the customizable one, on a side that has it.
 */
export function wordBits(
  side: SideName,
  format: LegacyFormat | undefined,
  word: bigint,
  holds: 'output' | 'request',
): WordBits {
  if (isModern(side)) return modernBits(side, word, holds === 'request');
  if (format === undefined) throw new Error(`"format" expected the one of ${side}, got none`);
  return holds === 'request'
    ? legacyRequest(format, word)
    : legacyBits(legacyRevisionOf(side), format, word);
}

function modernBits(side: FixedFormatName, word: bigint, request: boolean): WordBits {
  const layout = wordLayoutOf(side);
  const { bits, orderShift, carried } = layout;
  const names = request ? ['REQ_FAULT', 'REQ_WRITE'] : ['VALID', 'WRITE', 'ERROR'];
  const flags = names.filter((_, index) => (word >> BigInt(bits - 1 - index)) & 1n);
  flags.push(...dmaFlagsOf(layout, word));
  const order = request || orderShift === undefined ? 0n : fieldAt(word, orderShift);
  if (order !== 0n) flags.push(`order ${order}`);
  const known = request ? bits - names.length : (orderShift ?? bits - names.length);
  const rest = BigInt.asUintN(known, word & ~carried);
  const text = rest === 0n ? undefined : hex(rest);
  const valid = !request && flags.includes('VALID');
  return {
    flags,
    values: [],
    pfn: request ? undefined : valid ? hex(rest) : text,
    unnamed: request ? text : undefined,
  };
}

/** The order of a mapping, which stands from this bit on. */
function fieldAt(word: bigint, shift: number): bigint {
  return BigInt.asUintN(ORDER_BITS, word >> BigInt(shift));
}

function legacyRequest(format: LegacyFormat, word: bigint): WordBits {
  const { valid, write } = format.fields.flags;
  const rest = word & ~(valid | write);
  return {
    flags: legacyFlags(format, word),
    values: [],
    pfn: undefined,
    unnamed: rest === 0n ? undefined : hex(rest),
  };
}

/** As the decoder reads it: the values first; then the pfn by a shift that masks nothing. */
function legacyBits(side: 'v5.7' | 'legacy', format: LegacyFormat, word: bigint): WordBits {
  const { flags, values, pfnShift } = format.fields;
  const equal: string[] = (['none', 'error'] as const).filter((name) => values[name] === word);
  // A second word for an error: where it is the same as the first, it says nothing more.
  if (side === 'v5.7' && word === values.special && word !== values.error) equal.push('special');
  if (equal.length > 0) return { flags: [], values: equal, pfn: undefined, unnamed: undefined };
  const below = word & ((1n << BigInt(pfnShift)) - 1n) & ~(flags.valid | flags.write);
  const pfn = word >> BigInt(pfnShift);
  const names = legacyFlags(format, word);
  return {
    flags: names,
    values: [],
    pfn: pfn === 0n && names.length === 0 ? undefined : hex(pfn),
    unnamed: below === 0n ? undefined : hex(below),
  };
}

/** A flag of several bits is set if any of them is. */
function legacyFlags(format: LegacyFormat, word: bigint): string[] {
  const { valid, write } = format.fields.flags;
  return [...flag('VALID', valid, word), ...flag('WRITE', write, word)];
}

function flag(name: string, bits: bigint, word: bigint): string[] {
  const set = word & bits;
  if (set === 0n) return [];
  return set === bits ? [name] : [`${name} (in part)`];
}

const ASKS = [Ask.nothing, Ask.read, Ask.write, Ask.writeOnly, Ask.all] as const;

/**
 * What each request, by {@link Ask}, asks on a side together with the mask and the default, in the
 * bits of its format: a format that is ill-formed can ask something else than the document says.
 */
export function askedOf(side: Side, { mask, defaults }: RangeRequest): readonly EffectiveAsk[] {
  const words = {
    mask: side.request(mask),
    defaults: side.request(defaults),
    valid: side.request(Ask.read),
    write: side.request(Ask.writeOnly),
  };
  return ASKS.map((ask) => askedInWords(side.request(ask), words));
}

/** What each request, by {@link Ask}, means together with the mask and the default. */
export function meantOf({ mask, defaults }: RangeRequest): readonly EffectiveAsk[] {
  return ASKS.map((ask) => effectiveAsk(ask, mask, defaults));
}

/** An effective request as a document would write it. */
export function askSymbol(asked: EffectiveAsk | undefined): AskSymbol {
  if (asked === undefined) return '.';
  if (asked.faults) return asked.writes ? 'w' : 'r';
  return asked.writes ? 'x' : '.';
}

/** The symbol of an {@link Ask}. */
export function symbolOf(ask: number | undefined): AskSymbol {
  return ASK_SYMBOLS[ask ?? Ask.nothing] ?? '.';
}
