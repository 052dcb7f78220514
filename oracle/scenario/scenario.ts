// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type { AddressSpaceImage } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';

/**
 * One call of `hmm_range_fault()` on one address space, in the form that the sides run: the
 * document `hmm-scenario/1` is read into it, and written from it. Generators build it directly.
 */
export interface Scenario {
  readonly id: string;
  /** The address space, and what other threads do to it during the call. */
  readonly mm: AddressSpaceImage;
  readonly range: RangeRequest;
  /** The driver's customizable format. */
  readonly format: LegacyFormat;
}
