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
 * Whether a side returned the count of the whole range where that cannot be: the range ends in a
 * piece whose end v5.7 does not record.
 */
export function countsTooMuch({ pageCount, record }: Side): boolean {
  if (pageCount !== record.pages) return false;
  return UNCOUNTED.includes(kindOf(record.origins[record.pages - 1] ?? 0));
}
