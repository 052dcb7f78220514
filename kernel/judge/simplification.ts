// SPDX-License-Identifier: GPL-2.0-or-later
import type { Leaf } from './live-fault';
import type { FaultRule, KnownFault } from './release-rule';

/** One page fault of a live run, and what the kernel left in the end. */
interface LiveFault extends KnownFault {
  /** What the kernel's page table has after the call. */
  readonly after: Leaf;
}

/**
 * One that nothing tells beforehand: the page table after the call tells what the kernel did, and
 * everything that follows is then compared as strictly as ever.
 */
export type LiveSimplification = FaultRule<LiveFault>;
