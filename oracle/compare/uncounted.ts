// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf } from '../../mm/entry';
import type { Side } from '../run/side';
import { isAmong, type KindSet, kindsThat } from '../scenario/entry-kinds';

/** The pieces that v5.7 fills without recording their end (model.md, section 3). */
const UNCOUNTED: KindSet = kindsThat(({ counted }) => !counted);

/**
 * Whether a side returned the count of the whole range where that cannot be: the range ends in a
 * piece whose end v5.7 does not record.
 */
export function countsTooMuch({ pageCount, record }: Side): boolean {
  if (pageCount !== record.pages) return false;
  return isAmong(UNCOUNTED, kindOf(record.origins[record.pages - 1] ?? 0));
}
