// SPDX-License-Identifier: GPL-2.0-or-later
import type { SimplificationId } from '../../oracle/simplifications/registry';
import type { LiveFault } from './live-fault';

/**
 * What a kernel does in a page fault where a rule is simpler, carried out on the model. Where the
 * kernel has a choice, the page table after the call tells which it took; everything that follows is
 * then compared as strictly as ever.
 */
export interface LiveSimplification {
  /** What it is, and why, stands in the list of `oracle/simplifications`. */
  readonly id: SimplificationId;
  /**
   * Does what the kernel does, if this is such a fault.
   * @returns whether the fault succeeded; `'go on'` if the changed entry is to be faulted by the
   * rules; undefined if this is no such fault.
   */
  apply(fault: LiveFault): boolean | 'go on' | undefined;
}
