// SPDX-License-Identifier: GPL-2.0-or-later

import { firstMismatch } from '../../../oracle/campaign/claim';
import { Judge } from '../../../oracle/campaign/judge';
import { newCauses } from '../../../oracle/campaign/new-causes';
import { Runner } from '../../../oracle/run/runner';
import { forSide } from '../../../oracle/run/side-names';
import { buildScenario } from '../../../oracle/scenario/read';
import type { Stage } from './stage';

/** How many vectors, spread over all, see most mutants. */
const FEW = 300;

/** A few golden vectors: each side has the kernel's own results, and nothing is new. */
export const fewVectors: Stage = ({ vectors }, beat) => {
  const stride = Math.ceil(vectors.length / FEW);
  const some = vectors.filter((_, index) => index % stride === 0);
  const judge = new Judge(Runner.of(['v5.7', 'legacy', 'modern']));
  for (const { file, document, expect } of some) {
    beat();
    const scenario = buildScenario(document, { file });
    const fresh = newCauses(judge.judge(scenario))[0];
    for (const side of judge.runner.sides) {
      const expected = forSide(expect, side.name);
      const mismatch = expected === undefined ? undefined : firstMismatch(side, expected);
      if (mismatch !== undefined) {
        const { field, got } = mismatch;
        return `${document.id}, ${side.name}: ${field} expected ${mismatch.expected}, got ${got}`;
      }
    }
    if (fresh !== undefined) return `${document.id}: new: ${fresh.cause}`;
  }
  return undefined;
};
