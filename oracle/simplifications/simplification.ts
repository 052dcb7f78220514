// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import type { Vma } from '../../mm/image';
import type { Address } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';

/** A page fault of a run, as the rules of model.md decided it. */
export interface DecidedFault {
  readonly at: Address;
  readonly write: boolean;
  /** The rule of model.md, section 1. */
  readonly rule: number;
  /** The slot that decides about the page, before the fault. */
  readonly before: SlotImage;
}

/** Where a page fault happens. */
export interface FaultPlace {
  readonly scenario: Scenario;
  readonly vma: Vma;
}

/**
 * One way in which the 18 rules of a page fault are simpler than a kernel. There is one list of them,
 * for the results of the models and for the judge of live kernels.
 */
export interface Simplification {
  /** Stable; the heading in docs/simplifications.md. */
  readonly id: string;
  /** The rules of model.md that are simpler; none if no rule of a page fault is concerned. */
  readonly rules: readonly number[];
  readonly title: string;
  /** What the model does. */
  readonly model: string;
  /** What a kernel does instead, when, and what becomes of the call. */
  readonly kernel: string;
  /** Which releases do so. */
  readonly since: string;
  /**
   * Whether a kernel might decide a fault differently than its rule did. `null`: no scenario document
   * can express the condition; only a live kernel shows it.
   */
  readonly meets: ((fault: DecidedFault, place: FaultPlace) => boolean) | null;
}
