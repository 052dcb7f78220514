// SPDX-License-Identifier: GPL-2.0-or-later

import { COUNTED_PAIRS, COUNTED_SIDES } from '../../../oracle/chunk/make-counts';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { compareCounts } from '../../../oracle/scope/count-changes';
import { expectedCounts } from '../../../oracle/scope/expected-counts';
import type { Family } from '../../../oracle/scope/family';
import { countsOfFamilies } from '../../../oracle/scope/family-counts';
import { familiesOf } from '../../../oracle/scope/scopes';
import { runShard } from '../../../oracle/scope/shard';
import { type ChunkedScenarios, firstOther } from './chunk';
import type { Stage } from './stage';

/** How many scenarios of each family are judged, spread over all of it. */
const OF_A_FAMILY = 240;

/** A part of each family of scope 1, on the sides and the pairs that have expected counts. */
export const SPREAD_OVER_SCOPE: ChunkedScenarios = {
  sides: COUNTED_SIDES,
  pairs: COUNTED_PAIRS,
  chunks: familiesOf(1).map((family) => ({
    name: family.name,
    scenarios: () => spreadOver(family),
  })),
};

/** The stride is odd and no multiple of a list's length, so that each choice of each list comes. */
function* spreadOver({ size, scenario }: Family): Generator<Scenario> {
  let stride = Math.floor(size / OF_A_FAMILY) | 1;
  while (stride > 1 && greatestCommonDivisor(stride, size) > 1) stride += 2;
  for (let number = 0; number < size; number += stride) yield scenario(number);
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

/** What is found in a part of each family is what is kept. */
export const partOfScope: Stage = ({ findings }, beat) =>
  firstOther(SPREAD_OVER_SCOPE, findings, beat);

/** Families of which every scenario is judged: of those with many causes, the cheap ones. */
const COUNTED = ['pgd-errors-main', 'hugetlb-2m-errors-main'];
/** How many scenarios are judged between two signs of life. */
const SLICE = 500;

/** Each cause shows in as many scenarios of a few families as `fixtures/counts` says. */
export const countsOfScope: Stage = (_, beat) => {
  for (const name of COUNTED) {
    const family = familiesOf(1).find((one) => one.name === name);
    if (family === undefined) throw new Error(`no family ${name}`);
    const { size, combines } = family;
    const shards = Array.from({ length: Math.ceil(size / SLICE) }, (_unused, index) => {
      beat();
      const first = index * SLICE;
      const stop = Math.min(first + SLICE, size);
      return runShard({ sides: COUNTED_SIDES, pairs: COUNTED_PAIRS, family: name, first, stop });
    });
    const [fresh] = shards.flatMap((shard) => shard.fresh);
    if (fresh !== undefined) return `${name}#${fresh.index}: new: ${fresh.cause}`;
    const counts = countsOfFamilies({
      families: [{ name, combines, size, byClass: false, done: size }],
      shards,
    });
    const { changes, notCompared } = compareCounts(counts, expectedCounts);
    const [change] = changes;
    if (change !== undefined) {
      const { sides, cause, expected, got } = change;
      return `${name}, ${sides}: ${cause} in ${got} scenarios, expected ${expected}`;
    }
    if (notCompared.length > 0) return notCompared.join('; ');
  }
  return undefined;
};
