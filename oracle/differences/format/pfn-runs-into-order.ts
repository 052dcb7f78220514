// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../../mm/page-states';
import type { PageNumber } from '../../../mm/units';
import type { Side } from '../../run/side';
import { isModern, pfnRoomOf } from '../../run/side-names';
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
    const sides = byRoom(left, right);
    if (disagreement.aspect === 'order') return ordersAgree(sides, disagreement.page);
    if (disagreement.aspect !== 'page') return false;
    const { page } = disagreement;
    if (!isModern(left.name)) {
      const { decision } = reading;
      return decision?.kind === 'page' && decision.pfn !== right.states.at(page).pfn;
    }
    return framesOf(sides.more, page).some(({ frame }) => isCutOf(sides, page, frame));
  },
};

/** Two sides by the room that their words have for a pfn; one that has no order has all there is. */
interface ByRoom {
  readonly less: Side;
  readonly more: Side;
  /** That of `less`, in bits. */
  readonly room: number;
}

/** Whether the state on the side with less room is what it reads from a word with the other one's flags, and this frame's pfn. */
function isCutOf({ less, more, room }: ByRoom, page: PageNumber, frame: bigint): boolean {
  const [cut, { kind }] = [less.states.at(page), more.states.at(page)];
  // What only the DMA flags hold a bit of reads as none.
  const sameKind =
    cut.kind === kind ||
    (cut.kind === StateKind.none &&
      kind === StateKind.stray &&
      frame !== 0n &&
      isHidden(less.name, frame));
  return sameKind && cut.pfn === BigInt.asUintN(room, frame);
}

/** Whether the orders of both sides are those of one mapping, with the bits of one frame. */
function ordersAgree({ less, more, room }: ByRoom, page: PageNumber): boolean {
  return framesOf(more, page).some(({ frame, order }) => {
    const cutOff = (frame >> BigInt(room)) & FIELD;
    return BigInt(less.mapOrder(page)) === (order | cutOff);
  });
}

/**
 * The frames that a side’s word can be of, each with the order of the mapping that it has then. A bit that the
 * order has, too, does not show whether the frame has it; it stands within the order on the other side as well.
 */
function framesOf(
  side: Side,
  page: PageNumber,
): readonly { readonly frame: bigint; readonly order: bigint }[] {
  const { pfn } = side.states.at(page);
  const said = BigInt(side.mapOrder(page));
  const room = pfnRoomOf(side.name);
  if (room === undefined) return [{ frame: pfn, order: said }];
  return ORDERS.filter((order) => (said & order) === order).map((order) => ({
    frame: pfn | ((said & ~order) << BigInt(room)),
    order,
  }));
}

function byRoom(left: Side, right: Side): ByRoom {
  const one = pfnRoomOf(left.name) ?? Number.POSITIVE_INFINITY;
  const other = pfnRoomOf(right.name) ?? Number.POSITIVE_INFINITY;
  return one < other
    ? { less: left, more: right, room: one }
    : { less: right, more: left, room: other };
}
