// SPDX-License-Identifier: GPL-2.0-or-later

import { familiesOf } from '../../../oracle/scope/scopes';
import { runShard } from '../../../oracle/scope/shard';
import type { Stage } from './stage';

/** So many scenarios are judged between two signs of life. */
const SLICE = 500;

/** Scope 1 shows nothing new. */
export const firstScope: Stage = (_, beat) => {
  for (const { name, size } of familiesOf(1)) {
    for (let first = 0; first < size; first += SLICE) {
      beat();
      const stop = Math.min(first + SLICE, size);
      const sides = ['v5.7', 'legacy', 'modern'] as const;
      const [fresh] = runShard({ sides, family: name, first, stop }).fresh;
      if (fresh !== undefined) return `${name}#${fresh.index}: new: ${fresh.cause}`;
    }
  }
  return undefined;
};
