// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageNumber } from '../../mm/units';
import { type OriginName, originName } from '../compare/origin';
import type { SideRun } from './side-run';

/**
 * What the side met at a page: what its word was filled from, or, of a page that still holds input,
 * the entry at which the last walk over it ended.
 *
 * @returns null if no walk came there.
 */
export function metAt(
  { record, scenario: { range } }: SideRun,
  page: PageNumber,
): OriginName | null {
  if (page < record.stoppedAt) return originName(record.origins[page] ?? 0, range.owner);
  const over = record.walkEnds().findLast(({ first, stop }) => first <= page && page < stop);
  return over === undefined ? null : originName(over.origin, range.owner);
}
