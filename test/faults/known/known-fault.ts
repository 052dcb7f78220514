// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModelName } from '../../../oracle/run/side-names';
import type { PlantedFault } from '../graph';
import type { Among } from '../sources';

/** A wrong line that shows only where the sides differ anyway, in a way that is known. */
export interface KnownPlaceFault extends PlantedFault {
  /** The two sides that are compared; the named one has the fault. */
  readonly sides: readonly [ModelName, ModelName];
  readonly wrongSide: ModelName;
  /** What the scenarios are full of that shows it. */
  readonly among: Among;
}
