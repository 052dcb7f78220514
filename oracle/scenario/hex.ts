// SPDX-License-Identifier: GPL-2.0-or-later
import { type Address, address, type Pfn, pfn } from '../../mm/units';

/*
 * Numbers as documents write them: lowercase hex strings, because JSON numbers lose bits past 2^53.
 * Addresses and pfns stay below that, so doubles hold them exactly; only raw 64-bit words need a
 * bigint. The schema has checked the spelling before any of the parsers sees a text.
 */

/** @throws RangeError above 2^47. */
export function parseAddress(text: string): Address {
  return address(numberOf(text));
}

/** @throws RangeError from 2^44 on. */
export function parsePfn(text: string): Pfn {
  return pfn(numberOf(text));
}

/** As `Number`, which is several times as slow for hex, of a text below 2^53 as the schema has it. */
function numberOf(text: string): number {
  let value = 0;
  for (let index = PREFIX; index < text.length; index++) {
    const code = text.charCodeAt(index);
    value = value * 16 + (code < SMALL_A ? code - ZERO : code - SMALL_A + 10);
  }
  return value;
}

const PREFIX = '0x'.length;
const [ZERO, SMALL_A] = [0x30, 0x61];

export function parseWord(text: string): bigint {
  return BigInt(text);
}

/**
 * An address, a pfn or a raw word in its canonical spelling. The way through a bigint is ten times
 * as fast as `Number.toString(16)`, which takes every large number for a fraction.
 * @throws RangeError for a fraction.
 */
export function hex(value: number | bigint): string {
  return `0x${BigInt(value).toString(16)}`;
}
