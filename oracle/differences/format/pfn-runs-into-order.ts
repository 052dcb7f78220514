// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import { isModern, pfnRoomOf, type Side } from '../../run/side';
import { NARROW_NAMES } from '../../scenario/sides';
import type { ReadingDifference } from '../difference';
import type { Reading } from '../follows';

/** The orders that a mapping can have: of a PTE, a PMD and a PUD. */
const ORDERS = [0, 9, 18] as const;
/** `HMM_PFN_ORDER_SHIFT` takes five bits. */
const FIELD = 31n;

/** In a long of 32 bits, frames from 8 GiB (before 6.16: 64 GiB) up do not fit below the map order. */
export const pfnRunsIntoOrder: ReadingDifference = {
  id: 'pfn-runs-into-order',
  title: 'with a 32-bit long, the upper bits of a large pfn stand in the map order',
  narrow: true,
  does: {
    modern: 'reports the pfn, as does every side whose long has 64 bits',
    ...Object.fromEntries(
      NARROW_NAMES.filter((side) => pfnRoomOf(side) !== undefined).map((side) => [
        side,
        'reports a pfn without its upper bits, and an order that has them',
      ]),
    ),
  },
  why:
    'The pfn is put into the word with OR, from bit 0 on. A 32-bit long has room for 24 bits of it below the order ' +
    'since 5.9, and for 21 since 6.16; what is above is read as part of the order.',
  driver:
    'It maps another page than the process has, and as many pages at once as no mapping has. Only on machines with ' +
    'longs of 32 bits and more than 8 GiB of memory (up to 6.15: 64 GiB).',
  between: (left, right) => pfnRoomOf(left) !== pfnRoomOf(right),
  explains(reading) {
    const { left, right } = reading.pair;
    if (reading.disagreement.aspect === 'order') return ordersAgree(reading);
    if (reading.disagreement.aspect !== 'page') return false;
    const { page } = reading.disagreement;
    if (!isModern(left.name)) {
      const { decision } = reading;
      return decision?.kind === 'page' && decision.pfn !== right.states.at(page).pfn;
    }
    const [less, more] = byRoom(left, right);
    const [cut, whole] = [less.states.at(page), more.states.at(page)];
    const room = pfnRoomOf(less.name);
    return (
      room !== undefined &&
      cut.kind === whole.kind &&
      cut.kind !== StateKind.malformed &&
      whole.pfn >> BigInt(room) !== 0n &&
      cut.pfn === BigInt.asUintN(room, whole.pfn)
    );
  },
};

/** Whether the orders of both sides are those of one mapping, with the bits of one frame. */
function ordersAgree({ pair: { left, right }, disagreement }: Reading): boolean {
  if (disagreement.aspect !== 'order') return false;
  const { page } = disagreement;
  const [less, more] = byRoom(left, right);
  const room = pfnRoomOf(less.name);
  if (room === undefined) return false;
  const [cut, whole] = [BigInt(less.mapOrder(page)), BigInt(more.mapOrder(page))];
  return ORDERS.some((order) =>
    upperBits(more, whole, BigInt(order)).some((upper) => {
      const frame = more.states.at(page).pfn | upper;
      const cutOff = frame >> BigInt(room);
      return cutOff !== 0n && cut === (BigInt(order) | (cutOff & FIELD));
    }),
  );
}

/** What a frame can have above the room of a side, whose word says `said` where the mapping has `order`. */
function upperBits(side: Side, said: bigint, order: bigint): readonly bigint[] {
  const room = pfnRoomOf(side.name);
  if (room === undefined) return said === order ? [0n] : [];
  if ((said & order) !== order) return [];
  // A bit that the order has, too, does not show whether the frame has it.
  return submasks(order).map((hidden) => ((said & ~order) | hidden) << BigInt(room));
}

function submasks(mask: bigint): readonly bigint[] {
  const found = [mask];
  for (let one = mask; one !== 0n; ) {
    one = (one - 1n) & mask;
    found.push(one);
  }
  return found;
}

function byRoom(left: Side, right: Side): readonly [less: Side, more: Side] {
  const [one = 64, other = 64] = [pfnRoomOf(left.name), pfnRoomOf(right.name)];
  return one < other ? [left, right] : [right, left];
}
