// SPDX-License-Identifier: GPL-2.0-or-later
import type { ColumnDetail } from '../picture/model';

/** Details of many columns, with each text once: sides and neighbours mostly say the same. */
interface PackedDetails {
  readonly texts: readonly string[];
  /** Indexes of texts: title; facts, term and text; sides, in the order of their fields. */
  readonly columns: readonly (readonly [
    number,
    readonly number[],
    readonly (readonly number[])[],
  ])[];
}

/** What the page's script reads; it knows this order of fields. */
export function packDetails(details: readonly ColumnDetail[]): PackedDetails {
  const indexes = new Map<string, number>();
  const indexOf = (text: string): number => {
    let index = indexes.get(text);
    if (index === undefined) {
      index = indexes.size;
      indexes.set(text, index);
    }
    return index;
  };
  const columns = details.map(
    ({ title, facts, sides }) =>
      [
        indexOf(title),
        facts.flatMap(([term, text]) => [indexOf(term), indexOf(text)]),
        sides.map(({ side, word, bits, says, met, happened, broken }) =>
          [side, word, bits, says, met, happened, broken].map(indexOf),
        ),
      ] as const,
  );
  return { texts: [...indexes.keys()], columns };
}
