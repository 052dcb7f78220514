// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';
import { MODERN_WALK_FAULTS } from './modern-walk';
import { MODERN_WORD_FAULTS } from './modern-words';

/** Wrong lines in the fixed format's range fault. */
export const MODERN_FAULTS: readonly PlantedFault[] = [
  ...MODERN_WORD_FAULTS,
  ...MODERN_WALK_FAULTS,
];
