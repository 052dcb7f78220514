// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../mm/entry';
import type { Side } from '../run/side';

/** The pieces that v5.7 fills without recording their end (model.md, section 3). */
const UNCOUNTED: readonly Kind[] = [
  Kind.hole,
  Kind.gap,
  Kind.pmdMigration,
  Kind.pmdNonpresent,
  Kind.pmdBad,
];

/**
 * Whether a side returned a count that cannot be that of the whole range: the range ends in a piece
 * whose end v5.7 does not record.
 */
export function mustCountLess({ pageCount, record }: Side): boolean {
  return (
    pageCount !== undefined && UNCOUNTED.includes(kindOf(record.origins[record.pages - 1] ?? 0))
  );
}
