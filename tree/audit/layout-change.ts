// SPDX-License-Identifier: GPL-2.0-or-later
import type { WordLayout } from '../../modern/word-layout';

/** A change in which bits of a word mean what: one cause, however many words it moves. */
export interface LayoutChange {
  /** What each tree has, in words. */
  readonly before: string;
  readonly after: string;
  /** The release whose change it is; null if no release made it. */
  readonly release: string | null;
  readonly driver: string;
}

const ORDER_SINCE_5_9 = 56;
const ORDER_SINCE_6_16 = 53;

/** How the words of two trees differ; undefined if they do not, or if formats differ altogether. */
export function layoutChange(
  before: WordLayout | undefined,
  after: WordLayout | undefined,
): LayoutChange | undefined {
  if (before === undefined || after === undefined) return undefined;
  const [one, other] = [layoutText(before), layoutText(after)];
  if (one === other) return undefined;
  return {
    before: one,
    after: other,
    release: releaseOf(before, after),
    driver:
      'Code that masks with HMM_PFN_FLAGS and uses hmm_pfn_to_map_order() sees no change. Code with ' +
      'its own shifts or masks reads wrong pfns.',
  };
}

function layoutText({ orderShift, carried }: WordLayout): string {
  const order = orderShift === undefined ? 'no map order' : `map order from bit ${orderShift}`;
  return carried === 0n ? order : `${order}, three DMA flags carried`;
}

/** The mainline release that changed one layout to the other. */
function releaseOf(before: WordLayout, after: WordLayout): string | null {
  const shift = 64 - before.bits;
  const plain = (layout: WordLayout): number | undefined =>
    layout.orderShift === undefined ? undefined : layout.orderShift + shift;
  const [one, other] = [plain(before), plain(after)];
  if (one === undefined && other === ORDER_SINCE_5_9 && after.carried === 0n) return '5.9';
  const carries = before.carried === 0n && after.carried !== 0n;
  return carries && other === ORDER_SINCE_6_16 && (one === undefined || one === ORDER_SINCE_5_9)
    ? '6.16'
    : null;
}
