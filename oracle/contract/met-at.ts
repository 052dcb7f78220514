// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { type OriginName, originName } from '../compare/origin';
import type { SideRun } from './side-run';

/**
 * What the side met at a page: what its word was filled from, or, of a page that still holds input,
 * the entry at which the last walk over it ended.
 *
 * @returns null if no walk came there.
 */
export function metAt({ record, scenario: { range } }: SideRun, page: number): OriginName | null {
  if (page < record.stoppedAt) return originName(record.origins[page] ?? 0, range.owner);
  const at = range.start + page * PAGE_SIZE;
  const over = record.walkEnds().findLast(({ start, end }) => start <= at && at < end);
  return over === undefined ? null : originName(over.origin, range.owner);
}
