// SPDX-License-Identifier: GPL-2.0-or-later
import { numbersOf } from '../code/number-value';
import type { Node } from '../code/syntax';
import type { FunctionView } from '../code/view';
import { answersIn } from './answer-values';
import { againNumbers } from './assumed-expressions';

/**
 * The checks of a function that returns -EAGAIN or -EBUSY where nothing was invalidated, and on no way where something was:
 * then it returns nothing but 0, or what it also returns else. Only functions of which all results are known.
 */
export function answersReturnedOpposite(fn: FunctionView): readonly Node[] {
  if (!fn.whole) return [];
  return answersIn(fn).flatMap(({ call, fresh, stale }) => {
    const [one, other] = [fresh.result, stale.result].map((value) =>
      value === undefined ? undefined : numbersOf(value),
    );
    if (one === undefined || other === undefined || !other.includes(0)) return [];
    const isMore = other.every((number) => one.includes(number));
    const again = againNumbers();
    const isOpposite =
      isMore &&
      one.some((number) => again.includes(number)) &&
      !other.some((number) => again.includes(number));
    return isOpposite ? [call] : [];
  });
}
