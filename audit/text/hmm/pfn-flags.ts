// SPDX-License-Identifier: GPL-2.0-or-later
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

const NAME = '^\\s{0,99}(?:#\\s{0,9}define\\s{1,9})?(HMM_PFN_\\w{1,99})[\\s=]{1,99}';
const FROM_TOP = new RegExp(
  `${NAME}(?:\\(?1U?L{0,2}\\s{0,9}<<\\s{0,9}|BIT(?:_ULL)?)?\\(\\s{0,9}BITS_PER_LONG\\s{0,9}-\\s{0,9}(\\d{1,2})\\s{0,9}\\)`,
);
const FROM_BOTTOM = new RegExp(
  `${NAME}\\(?(?:1U?L{0,2}\\s{0,9}<<\\s{0,9}|BIT(?:_ULL)?\\()(\\d{1,2})\\b`,
);

/** A flag, or the shift of the order, as a line defines it. */
export interface FlagDefined {
  readonly name: string;
  readonly line: CodeLine;
  /** Its distance from the end of a word of 64 bits: 1 is bit 63. */
  readonly fromTop: number;
}

/** The flags that the lines define, by their distance from the end of a word of 64 bits. */
export function flagsDefined(view: CodeView): readonly FlagDefined[] {
  return view.fragments.flatMap(({ code, lines }) =>
    code.flatMap((text, row) => {
      const line = lines[row];
      const top = FROM_TOP.exec(text);
      const bottom = FROM_BOTTOM.exec(text);
      const name = top?.[1] ?? bottom?.[1];
      if (line === undefined || name === undefined) return [];
      return [{ name, line, fromTop: top === null ? 64 - Number(bottom?.[2]) : Number(top[2]) }];
    }),
  );
}
