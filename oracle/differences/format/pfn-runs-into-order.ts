// SPDX-License-Identifier: GPL-2.0-or-later

import { type PageState, StateKind } from '../../../mm/page-states';
import type { Page } from '../../../mm/units';
import type { Side } from '../../run/side';
import { isModern, pfnRoomOf, type SideName } from '../../run/side-names';
import { NARROW_NAMES } from '../../scenario/sides';
import type { ReadingDifference } from '../difference';
import { isHidden } from '../follows';

/** The orders that a mapping can have: of a PTE, a PMD and a PUD. */
const ORDERS = [0n, 9n, 18n] as const;
/** `HMM_PFN_ORDER_SHIFT` takes five bits. */
const FIELD = 31n;

/** In a long of 32 bits, frames from 8 GiB (before 6.16: 64 GiB) up do not fit below the map order. */
export const pfnRunsIntoOrder: ReadingDifference = {
  id: 'pfn-runs-into-order',
  title:
    'with a 32-bit long, the upper bits of a large pfn stand in the map order or the flags above it',
  narrow: true,
  does: {
    modern: 'reports the pfn, as does every side whose long has 64 bits',
    ...Object.fromEntries(
      NARROW_NAMES.filter((side) => pfnRoomOf(side) !== undefined).map((side) => [
        side,
        'reports a pfn without its upper bits, and an order or flags that have them',
      ]),
    ),
  },
  why:
    'The pfn is put into the word with OR, from bit 0 on. A 32-bit long has room for 24 bits of it below the order ' +
    'since 5.9, and for 21 since 6.16; what is above is read as part of the order, ' +
    'which has five bits, and from bit 26 on since 6.16 as HMM_PFN_P2PDMA_BUS, HMM_PFN_P2PDMA and HMM_PFN_DMA_MAPPED.',
  driver:
    'It maps another page than the process has, as many pages at once as no mapping has, or takes a page for mapped ' +
    'for DMA that is not. Only on machines with ' +
    'longs of 32 bits and more than 8 GiB of memory (up to 6.15: 64 GiB).',
  between: (left, right) => pfnRoomOf(left) !== pfnRoomOf(right),
  explains(reading) {
    const { left, right } = reading.pair;
    const { disagreement } = reading;
    if (disagreement.aspect === 'order') return ordersAgree(left, right, disagreement.page);
    if (disagreement.aspect !== 'page') return false;
    const { page } = disagreement;
    if (!isModern(left.name)) {
      const { decision } = reading;
      return decision?.kind === 'page' && decision.pfn !== right.states.at(page).pfn;
    }
    const [less, more] = byRoom(left, right);
    const cut = less.states.at(page);
    return framesOf(more, page).some(({ frame }) =>
      isCutOf(less.name, cut, more.states.at(page), frame),
    );
  },
};

/** Whether a state is what a side reads from a word with the flags of another state, and the pfn of a frame. */
function isCutOf(side: SideName, cut: PageState, { kind }: PageState, frame: bigint): boolean {
  const room = pfnRoomOf(side);
  if (room === undefined || frame >> BigInt(room) === 0n || kind === StateKind.malformed)
    return false;
  // What only the DMA flags hold a bit of reads as none.
  const sameKind =
    cut.kind === kind ||
    (cut.kind === StateKind.none && kind === StateKind.stray && isHidden(side, frame));
  return sameKind && cut.pfn === BigInt.asUintN(room, frame);
}

/** Whether the orders of both sides are those of one mapping, with the bits of one frame. */
function ordersAgree(left: Side, right: Side, page: Page): boolean {
  const [less, more] = byRoom(left, right);
  const room = pfnRoomOf(less.name);
  if (room === undefined) return false;
  return framesOf(more, page).some(({ frame, order }) => {
    const cutOff = frame >> BigInt(room);
    return cutOff !== 0n && BigInt(less.mapOrder(page)) === (order | (cutOff & FIELD));
  });
}

/** The frames that a side’s word can be of, each with the order of the mapping that it has then. */
function framesOf(
  side: Side,
  page: Page,
): readonly { readonly frame: bigint; readonly order: bigint }[] {
  const { pfn } = side.states.at(page);
  const said = BigInt(side.mapOrder(page));
  const room = pfnRoomOf(side.name);
  if (room === undefined) return [{ frame: pfn, order: said }];
  return ORDERS.filter((order) => (said & order) === order).flatMap((order) =>
    // A bit that the order has, too, does not show whether the frame has it.
    submasks(order).map((hidden) => ({
      frame: pfn | (((said & ~order) | hidden) << BigInt(room)),
      order,
    })),
  );
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
