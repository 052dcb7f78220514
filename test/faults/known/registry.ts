// SPDX-License-Identifier: GPL-2.0-or-later
import { ASKS_FAULTS } from './asks';
import { EXACT_COUNT_FAULTS } from './counts';
import { INPUT_FAULTS } from './input';
import type { KnownPlaceFault } from './known-fault';
import { LATER_PLACE_FAULTS } from './later-kernels';
import { WORD_FAULTS } from './words';

/** Wrong lines that show only where the sides differ anyway, by where that is. */
export const KNOWN_PLACE_FAULTS: Readonly<Record<string, readonly KnownPlaceFault[]>> = {
  'in a later kernel': LATER_PLACE_FAULTS,
  'in words that are read differently': WORD_FAULTS,
  'in what an ill-formed format asks': ASKS_FAULTS,
  'in input that should stay': INPUT_FAULTS,
  'in v5.7’s page count': EXACT_COUNT_FAULTS,
};
