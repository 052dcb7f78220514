// SPDX-License-Identifier: GPL-2.0-or-later
import { nearNames } from '../../oracle/scenario/near';
import type { LiveCase } from './live-case';
import { namedCases } from './named';
import { randomCase, randomNumbers } from './random';

/** The case of a name, or why there is none. */
type FoundCase =
  | { readonly kind: 'case'; readonly case: LiveCase }
  | { readonly kind: 'none'; readonly reason: string };

/** The case of a name, as a run prints it. */
export function findCase(name: string): FoundCase {
  const numbers = randomNumbers(name);
  if (numbers !== undefined) {
    const [seed = 0, index = 0] = numbers;
    if (!numbers.every(Number.isSafeInteger)) {
      return { kind: 'none', reason: 'its numbers are too large' };
    }
    const random = randomCase(seed, index);
    if (random !== undefined) return { kind: 'case', case: random };
    return { kind: 'none', reason: 'a process cannot bring about that scenario' };
  }
  const named = namedCases();
  const found = named.find(({ recipe }) => recipe.name === name);
  if (found !== undefined) return { kind: 'case', case: found };
  const near = nearNames(
    name,
    named.map(({ recipe }) => recipe.name),
  );
  const meant = near.length === 0 ? '' : `; near it: ${near.join(', ')}`;
  return {
    kind: 'none',
    reason: `expected the name of a case, as a run prints it, or random-SEED-NUMBER${meant}`,
  };
}
