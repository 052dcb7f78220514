// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';

/*
 * The scalars of a document. A `description` completes the sentence "expected …" of an error
 * message, and serves as the documentation of the JSON Schema. Patterns carry the limits, so that a
 * text which the schema lets through can be parsed without another look.
 */

/** Objects have the fields that they name and no others. */
export const CLOSED = { additionalProperties: false } as const;

const HEX = 'as a lowercase hex string (0x, no leading zeros)';

/** Twelve digits end at 0x7fffffffffff; a page address ends in three zeros. */
const PAGE_ADDRESS = '0x(?:0|[1-9a-f][0-9a-f]{0,7}000|[1-7][0-9a-f]{8}000)';

export const PageAddress = Type.String({
  pattern: `^${PAGE_ADDRESS}$`,
  description: `a page-aligned address below 2^47 ${HEX}`,
});

/** A VMA is the one thing that may end where user addresses do. */
export const VmaEnd = Type.String({
  pattern: `^(?:${PAGE_ADDRESS}|0x800000000000)$`,
  description: `a page-aligned address up to 2^47 ${HEX}`,
});

export const FrameSchema = Type.String({
  pattern: '^0x(?:0|[1-9a-f][0-9a-f]{0,9})$',
  description: `a pfn below 2^40 ${HEX}`,
});

export const Word = Type.String({
  pattern: '^0x(?:0|[1-9a-f][0-9a-f]{0,15})$',
  description: `a 64-bit word ${HEX}`,
});

export const Flag = Type.Boolean({ description: 'true or false' });

/** An integer from `minimum` to `maximum`, or upwards from `minimum`. */
export function count(minimum: number, maximum?: number) {
  return maximum === undefined
    ? Type.Integer({ minimum, description: `an integer from ${minimum} on` })
    : Type.Integer({ minimum, maximum, description: `an integer from ${minimum} to ${maximum}` });
}

/** A time in jiffies: clocks of 32 bits compare times that are at most 2^31 apart. */
export const JIFFIES_LIMIT = 2 ** 30;
/** A page fault that drops the lock more often is one that does so each time. */
export const LOCK_DROPS_LIMIT = 1000;

/** One of a few strings or numbers. */
export function oneOf<Values extends (string | number)[]>(...values: [...Values]) {
  return Type.Enum<Values>(values, { description: `one of ${values.join(' ')}` });
}
