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
  /** The driver's customizable format; only sides that have one need it. */
  readonly format: LegacyFormat | undefined;
}

/**
 * The scenario with another range, and perhaps another address space. Experiments make one for most
 * scenarios that are run. A copy by `...` would be an object of another shape at each place that
 * makes one, and sides that have met many shapes read all of them slowly.
 */
export function variantOf(
  { id, mm, format }: Scenario,
  range: RangeRequest,
  otherMm: AddressSpaceImage = mm,
): Scenario {
  return { id, mm: otherMm, range, format };
}

/** A scenario that every side can run. */
export interface FormattedScenario extends Scenario {
  readonly format: LegacyFormat;
}

/**
 * The format of a scenario that a side with the customizable format runs, or has run.
 * @throws Error if it has none: whoever read the scenario had to refuse it for that side.
 */
export function formatOf({ id, format }: Scenario): LegacyFormat {
  if (format !== undefined) return format;
  throw new Error(`"scenario" expected one with a legacy format, got ${id}, which has none`);
}
