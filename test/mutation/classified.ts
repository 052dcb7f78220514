// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants';

/** What is known of mutants that nothing sees. */
export interface Classification {
  readonly file: string;
  /** The function or method around the change. */
  readonly within: string;
  /** What was changed and what it became, as `npm run mutate` prints it. */
  readonly change: string;
  /** `equivalent`: nothing can see it. `open`: something could and does not; it counts. */
  readonly verdict: 'equivalent' | 'open';
  readonly reason: string;
}

/** The classifications that are kept, beside the code that is mutated only by their keys. */
export function readClassified(): readonly Classification[] {
  return JSON.parse(readFileSync(join(__dirname, 'data', 'classified.json'), 'utf8'));
}

/** What is known of a mutant; the same change at two places of one function is known for both. */
export function classificationOf(
  mutant: Mutant,
  classified: readonly Classification[],
): Classification | undefined {
  return classified.find(
    ({ file, within, change }) =>
      file === mutant.file && within === mutant.within && change === mutant.change,
  );
}

/** Classifications of changes that no operator makes any more. */
export function staleClassifications(
  mutants: readonly Mutant[],
  classified: readonly Classification[],
): readonly Classification[] {
  return classified.filter(
    (one) => !mutants.some((mutant) => classificationOf(mutant, [one]) !== undefined),
  );
}
