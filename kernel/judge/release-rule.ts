// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { Vma } from '../../mm/image';
import type { Address } from '../../mm/units';
import type { KernelVersion } from '../../modern/revision';
import type { SimplificationId } from '../../oracle/simplifications/registry';
import type { FrameRanges } from './frames';
import type { KnownMapping, KnownPage } from './known-memory';
import type { Leaf } from './live-fault';

/** One page fault of a live run, and all that is known of it before the kernel has done anything. */
export interface KnownFault {
  readonly space: AddressSpace;
  readonly vma: Vma;
  readonly at: Address;
  readonly write: boolean;
  /** What the model's page table has now. */
  readonly now: Leaf;
  readonly page: KnownPage;
  readonly mapping: KnownMapping;
  /** Which frames the call itself brought. */
  readonly frames: FrameRanges;
  /** The huge zero page; undefined while the kernel has none. */
  readonly hugeZeroPfn: number | undefined;
}

/** What a page fault does where a rule of model.md is simpler, carried out on the model. */
export interface FaultRule<Fault extends KnownFault> {
  /** What is simpler, and why, stands in the list of `oracle/simplifications`. */
  readonly id: SimplificationId;
  /**
   * Does what the kernel does, if this is such a fault.
   * @returns whether the fault succeeded; `'go on'` if the changed entry is to be faulted by the
   * rules that follow; undefined if this is no such fault.
   */
  readonly apply: (fault: Fault) => boolean | 'go on' | undefined;
}

/**
 * One that is predicted, from the release and from what was there before the call. What the kernel
 * then did is not looked at: if it did otherwise, the prediction is wrong.
 */
export interface ReleaseRule extends FaultRule<KnownFault> {
  /** The first release that does so; every one that runs here if not given. */
  readonly since?: KernelVersion;
  /** The first release that no longer does. */
  readonly until?: KernelVersion;
  /** What the kernel looks at, as the guest reports it. */
  readonly decidedBy: string;
}
