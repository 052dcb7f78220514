// SPDX-License-Identifier: GPL-2.0-or-later
import type { WalkEnd } from '../../mm/range-record';
import type { Decision, DecisionName } from '../campaign/decision';
import type { Pair } from '../compare/compare';
import { type OriginName, originName } from '../compare/origin';
import { returnText } from '../run/result';
import type { Side } from '../run/side';
import { ResultSide } from './result-side';

/** A model's run on the left, or the result that stands for one; on the right another result from outside. */
export interface ResultPair extends Pair {
  readonly right: ResultSide;
  /** An output word of the left side as the right one lays it out, if that does it otherwise. */
  readonly wordOf?: ((word: bigint) => bigint) | undefined;
}

export function decided(
  decision: DecisionName,
  met: OriginName | undefined,
  left: string,
  right: string,
): Decision {
  return { decision, met, left, right };
}

export function isWithin({ first, stop }: WalkEnd, page: number): boolean {
  return first <= page && page < stop;
}

export function nameOf({ scenario }: Pair, origin: number): OriginName {
  return originName(origin, scenario.range.owner);
}

/** What stands at a page: what the model filled it from, or where its last walk ended. */
export function originAt(pair: Pair, page: number): OriginName | undefined {
  const { record } = pair.left;
  if (page < 0 || page >= record.pages) return undefined;
  if (page < record.stoppedAt) return nameOf(pair, record.origins[page] ?? 0);
  const over = record.walkEnds().findLast((end) => isWithin(end, page));
  return over === undefined ? undefined : nameOf(pair, over.origin);
}

export function endsText(side: Side): string {
  const other = side instanceof ResultSide ? side.otherReturn : undefined;
  return `returns ${returnText(other ?? side.record.ret)}`;
}
