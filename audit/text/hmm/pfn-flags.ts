// SPDX-License-Identifier: GPL-2.0-or-later
import { constantValue, definitionsOf } from '../code/constants';
import type { CodeLine } from '../code/lines';
import type { CodeView } from '../code/view';

/** HMM_PFN_ORDER_SHIFT, counted down from the end of the word. */
const SINCE_5_9 = 8;
export const SINCE_6_16 = 11;
/** Every place that it had, the oldest first. */
export const ORDER_SHIFTS = [SINCE_5_9, SINCE_6_16] as const;
/** An order is less than 32. */
export const ORDER_WIDTH = 5;

/** What the header defines in any release, and what tests and requests are made of. */
export const KNOWN_FLAGS: ReadonlySet<string> = new Set(
  ['VALID', 'WRITE', 'ERROR', 'DMA_MAPPED', 'P2PDMA', 'P2PDMA_BUS', 'ORDER_SHIFT', 'FLAGS']
    .concat(['REQ_FAULT', 'REQ_WRITE', 'INOUT_FLAGS'])
    .map((name) => `HMM_PFN_${name}`),
);

/** A definition of one line, by the preprocessor or in an enumeration; blanks around what it says are its. */
const DEFINITION =
  /^\s{0,99}(?:#\s{0,9}define\s{1,9})?(HMM_PFN_\w{1,99})(?:\s{0,99}=|\s)([^=;]{1,300})$/;
/** Places and widths: numbers of bits, and not bits. */
const POSITION = /_(?:SHIFT|WIDTH|BITS|NR)$/;
const ORDER_SHIFT = 'HMM_PFN_ORDER_SHIFT';
const MASK = /\bGENMASK(?:_ULL)?\s{0,9}\(([^,()]{1,80}),([^,()]{1,80})\)/g;
const BIT = /\bBIT(?:_ULL)?(?=\s{0,9}\()/g;

/** A flag, or the shift of the order, as a line defines it. */
export interface FlagDefined {
  readonly name: string;
  readonly line: CodeLine;
  /** Its distance from the end of a word of 64 bits: 1 is bit 63. */
  readonly fromTop: number;
}

/**
 * The flags of one bit that the lines define, by their distance from the end of a word of 64 bits. What a
 * definition says is worked out: shifts, `BIT()`, hexadecimal numbers and other names all come to a bit.
 */
export function flagsDefined(view: CodeView): readonly FlagDefined[] {
  const definitions = new Map([
    ['BITS_PER_LONG', '64'],
    ['BITS_PER_LONG_LONG', '64'],
  ]);
  for (const [name, text] of definitionsOf(view)) definitions.set(name, withShifts(text));
  return view.fragments.flatMap(({ code, lines }) =>
    code.flatMap((text, row) => {
      const line = lines[row];
      const [, name, value = ''] = DEFINITION.exec(text) ?? [];
      if (line === undefined || name === undefined) return [];
      const plain = withShifts(value.trim().replace(/,$/, ''));
      const bit = bitOf(
        name,
        constantValue(plain, definitions, () => undefined, 64),
      );
      return bit === undefined ? [] : [{ name, line, fromTop: 64 - bit }];
    }),
  );
}

/** `BIT(n)` is `1 << (n)`, `GENMASK(high, low)` all bits from one to the other. */
function withShifts(text: string): string {
  const masks = text.replace(MASK, '(((1 << (($1) - ($2) + 1)) - 1) << ($2))');
  return masks.replace(BIT, '1 << ');
}

/** Which bit a value is, or, of the order, where it begins; undefined of several, or of none. */
function bitOf(name: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (name === ORDER_SHIFT) return value;
  const bit = Math.log2(value);
  return POSITION.test(name) || !Number.isInteger(bit) ? undefined : bit;
}
