// SPDX-License-Identifier: GPL-2.0-or-later

import { Kind, kindOf, ownerOf } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { PAGE_SIZE, PFN_LIMIT } from '../../mm/units';
import type { ScenarioFacts } from '../model/page-facts';

/** Marks the zero page among owners. */
const ZERO_FRAME = 2 ** 31;

/** A pfn without a struct page; one that is in two memories at once; a huge page that no machine has. */
export type NoFrames = 'pfn too high' | 'pfn of two kinds' | 'unaligned huge page';

/** The pages of one range fault, in columns. */
interface Columns {
  readonly count: number;
  readonly kinds: Uint8Array;
  pfn(page: number): number;
  readonly origins: Uint32Array;
  readonly start: number;
  /** The order that the word of a page tells. */
  order(page: number): number;
}

/** Adds the pfns that some entry has, each with its owner; or says why that cannot be. */
export function addFrames(
  { count, kinds, pfn, origins, start, order }: Columns,
  frames: Map<number, number>,
  facts: ScenarioFacts,
): NoFrames | undefined {
  const zero = Number(facts.zeroPage);
  const hasDevicePages = facts.owners.size > 0;
  for (let page = 0; page < count; page++) {
    const kind = kinds[page];
    if (kind !== StateKind.read && kind !== StateKind.write && kind !== StateKind.stray) continue;
    const at = pfn(page);
    if (at >= PFN_LIMIT) return 'pfn too high';
    if ((at - start / PAGE_SIZE - page) % 2 ** order(page) !== 0) return 'unaligned huge page';
    const origin = origins[page] ?? 0;
    const owner = kindOf(origin) === Kind.pteDevicePrivate ? ownerOf(origin) : 0;
    const real = hasDevicePages ? facts.deviceOwner(BigInt(at)) : 0;
    if (owner !== real) return 'pfn of two kinds';
    frames.set(at, at === zero ? owner + ZERO_FRAME : owner);
    // The first page of a huge one is there, wherever the range begins.
    const head = at - (at % 2 ** order(page));
    if (!frames.has(head)) frames.set(head, owner);
  }
  return undefined;
}
