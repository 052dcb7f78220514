// SPDX-License-Identifier: GPL-2.0-or-later
import { type BitsPerLong, ORDER_BITS, ORDER_SHIFT } from './format';
import { CHANGED_SINCE, isBefore, type KernelVersion } from './revision';

/** Which bits of an output word of the fixed format mean what, in a kernel release. */
export interface WordLayout {
  readonly bits: BitsPerLong;
  /** `HMM_PFN_ORDER_SHIFT`; undefined in a release whose words carry no map order. */
  readonly orderShift: number | undefined;
  /** The bits of the order in place, 0 without one. */
  readonly orderField: bigint;
  /** `HMM_PFN_DMA_MAPPED`, `_P2PDMA` and `_P2PDMA_BUS`: from the input word, of no meaning to the walk; 0 before 6.16. */
  readonly carried: bigint;
  /** `HMM_PFN_FLAGS`: every bit that is no bit of the pfn. */
  readonly flags: bigint;
}

/** The first release whose words carry three DMA flags, which moves the order down by three bits. */
export const DMA_FLAGS_SINCE: KernelVersion = '6.16';
/** `HMM_PFN_INOUT_FLAGS`, from the top down. */
const DMA_FLAG_NAMES = ['DMA_MAPPED', 'P2PDMA', 'P2PDMA_BUS'] as const;
/** How many DMA flags there are. */
export const DMA_FLAGS = DMA_FLAG_NAMES.length;
const OUTPUT_FLAGS = 3;

/** The layout of a word in a kernel release from 5.8 on, with longs of this many bits. */
export function layoutOf(kernel: KernelVersion, bits: BitsPerLong): WordLayout {
  const top = ones(OUTPUT_FLAGS, bits - OUTPUT_FLAGS);
  if (isBefore(kernel, CHANGED_SINCE.mapOrder)) {
    return { bits, orderShift: undefined, orderField: 0n, carried: 0n, flags: top };
  }
  const carriesDma = !isBefore(kernel, DMA_FLAGS_SINCE);
  const orderShift = bits - 32 + ORDER_SHIFT - (carriesDma ? DMA_FLAGS : 0);
  return {
    bits,
    orderShift,
    orderField: ones(ORDER_BITS, orderShift),
    carried: carriesDma ? ones(DMA_FLAGS, bits - OUTPUT_FLAGS - DMA_FLAGS) : 0n,
    flags: ones(bits - orderShift, orderShift),
  };
}

/** `hmm_pfn_to_map_order()`: the order of the CPU's mapping; 0 in a release that tells none. */
export function orderOf({ orderShift }: WordLayout, word: bigint): number {
  return orderShift === undefined
    ? 0
    : Number(BigInt.asUintN(ORDER_BITS, word >> BigInt(orderShift)));
}

/** The DMA flags that a word carries, by name, in a layout that has them. */
export function dmaFlagsOf({ bits, carried }: WordLayout, word: bigint): readonly string[] {
  return DMA_FLAG_NAMES.filter((_, index) => {
    const bit = 1n << BigInt(bits - OUTPUT_FLAGS - 1 - index);
    return (word & carried & bit) !== 0n;
  });
}

/** The bits of a word that a pfn may have, in a layout. */
export function pfnBits({ bits, orderShift }: WordLayout): number {
  return orderShift ?? bits - OUTPUT_FLAGS;
}

function ones(count: number, shift: number): bigint {
  return ((1n << BigInt(count)) - 1n) << BigInt(shift);
}
