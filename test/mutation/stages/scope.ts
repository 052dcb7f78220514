// SPDX-License-Identifier: GPL-2.0-or-later

import { COUNTED_PAIRS, COUNTED_SIDES } from '../../../oracle/chunk/make-counts';
import type { Scenario } from '../../../oracle/scenario/scenario';
import type { Family } from '../../../oracle/scope/family';
import { familiesOf } from '../../../oracle/scope/scopes';
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
