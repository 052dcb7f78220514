// SPDX-License-Identifier: GPL-2.0-or-later
import { type Examined, notComparedLines } from '../../../oracle/verdict/verdict';

/** What a reader must know before the verdict: an early end, and what was not compared. */
export function warningsOf(examined: Examined): readonly string[] {
  return [
    ...(examined.interrupted ? ['Interrupted: these are the results until then.'] : []),
    ...notComparedLines(examined).map((line) => `Not compared: ${line}.`),
  ];
}
