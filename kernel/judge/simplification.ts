// SPDX-License-Identifier: GPL-2.0-or-later
import type { LiveFault } from './live-fault';

/**
 * One way in which the 18 rules of a page fault are simpler than a kernel: named, with its reason,
 * and with what the kernel does instead. Where the kernel has a choice, the page table after the
 * call tells which it took; everything that follows is then compared as strictly as ever.
 */
export interface Simplification {
  readonly id: string;
  /** The rules of model.md that are simpler. */
  readonly rules: readonly number[];
  readonly title: string;
  readonly why: string;
  /**
   * Does what the kernel does, if this is such a fault.
   * @returns whether the fault succeeded; `'go on'` if the changed entry is to be faulted by the
   * rules; undefined if this is no such fault.
   */
  apply(fault: LiveFault): boolean | 'go on' | undefined;
}
