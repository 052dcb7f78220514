// SPDX-License-Identifier: GPL-2.0-or-later
import { type Address, address, type Pfn, pfn } from '../../mm/units';

/*
 * Numbers as documents write them: lowercase hex strings, because JSON numbers lose bits past 2^53.
 * Addresses and pfns stay below that, so doubles hold them exactly; only raw 64-bit words need a
 * bigint. The schema has checked the spelling before any of the parsers sees a text.
 */

/** @throws RangeError above 2^47. */
export function parseAddress(text: string): Address {
  return address(Number(text));
}

/** @throws RangeError from 2^44 on. */
export function parsePfn(text: string): Pfn {
  return pfn(Number(text));
}

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
