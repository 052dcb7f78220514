// SPDX-License-Identifier: GPL-2.0-or-later
import { Ending, INNER_ENDS, type InnerEnd } from '../../mm/range-record';
import type { Level } from '../../mm/units';
import { wireRowsOf } from '../wire/rows';

/** By number. */
const ENDINGS: readonly (Ending | undefined)[] = wireRowsOf(
  Math.max(...Object.values(Ending)) + 1,
  (number) => Object.values(Ending).find((one) => one === number),
);

/** How a walk ended, by the number that the host has for it. */
export function walkEndingOf(number: number): Ending {
  const ending = ENDINGS[number];
  if (ending !== undefined) return ending;
  throw new Error(`a reply has the ending ${number} of a walk`);
}

/** How an inner attempt ended, by the number that the host has for it. */
export function innerEndOf(number: number): InnerEnd {
  const end = INNER_ENDS[number];
  if (end !== undefined) return end;
  throw new Error(`a reply has the ending ${number} of an attempt`);
}

export function isLevel(number: number): number is Level {
  return number === 0 || number === 1 || number === 2 || number === 3;
}
