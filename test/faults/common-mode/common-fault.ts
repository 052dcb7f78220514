// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from '../graph';

/**
 * One mistake, made in both formats alike: a comparison of the two sees nothing, and the contract
 * alone has to.
 */
export interface CommonFault {
  readonly name: string;
  /** The clause that must be broken in a new way; or what else a side is at fault of by itself. */
  readonly clause: string;
  readonly modern: PlantedFault;
  /** Undefined for what only later kernels have. */
  readonly legacy: PlantedFault | undefined;
}

/** Where the mistake is made in one of the formats. */
type Change = Omit<PlantedFault, 'name'>;

/** A mistake, and where it is made in each format. */
export function common(clause: string, name: string, modern: Change, legacy?: Change): CommonFault {
  return { name, clause, modern: { name, ...modern }, legacy: legacy && { name, ...legacy } };
}
