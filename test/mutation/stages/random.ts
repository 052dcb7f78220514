// SPDX-License-Identifier: GPL-2.0-or-later
import { generateScenario } from '../../../oracle/generate/generate';
import type { Profile } from '../../../oracle/generate/profiles';
import { Random } from '../../../oracle/generate/random';
import { SIDE_NAMES } from '../../../oracle/run/side-names';
import type { Scenario } from '../../../oracle/scenario/scenario';
import { isNarrow } from '../../../oracle/scenario/sides';
import { type Chunk, type ChunkedScenarios, firstOther } from './chunk';
import type { Stage } from './stage';

const SEED = 20200508;
const CHUNK = 250;

function chunksOf(
  name: string,
  seed: number,
  scenarios: number,
  profile: Profile = 'mixed',
): readonly Chunk[] {
  return Array.from({ length: scenarios / CHUNK }, (_, index) => ({
    name: `${name} ${index * CHUNK}`,
    scenarios: () => drawn(seed, index * CHUNK, profile),
  }));
}

function* drawn(seed: number, first: number, profile: Profile): Generator<Scenario> {
  for (let index = first; index < first + CHUNK; index++) {
    yield generateScenario(new Random(seed, index), profile);
  }
}

/** Random scenarios on neighbouring sides of 64 bits per long. */
export const RANDOM: ChunkedScenarios = {
  sides: SIDE_NAMES.filter((name) => !isNarrow(name)),
  chunks: chunksOf('random scenarios from', SEED, 3_000),
};

/** Random scenarios on 32 bits per long beside 64; a pfn that is too large is a finding. */
export const NARROW: ChunkedScenarios = {
  sides: ['modern', 'modern-32'],
  chunks: chunksOf('32 bits per long, from', SEED + 1, 750),
};

/** Random scenarios with entries that only later kernels know, on the sides that part in them. */
export const RECENT: ChunkedScenarios = {
  sides: ['modern', 'modern-6.12', 'modern-6.18', 'modern-7.3'],
  chunks: chunksOf('recent scenarios from', SEED + 2, 750, 'recent'),
};

/** Random calls of `hmm_range_fault_unlocked_timeout()`. */
export const UNLOCKED: ChunkedScenarios = {
  sides: ['modern-7.3'],
  chunks: chunksOf('unlocked calls from', SEED + 3, 750, 'unlocked'),
};

/** What is found in random scenarios is what is kept. */
export const randomScenarios: Stage = ({ findings }, beat) =>
  firstOther(UNLOCKED, findings, beat) ??
  firstOther(RECENT, findings, beat) ??
  firstOther(RANDOM, findings, beat);

/** As {@link randomScenarios}, on 32 bits per long beside 64. */
export const narrowScenarios: Stage = ({ findings }, beat) => firstOther(NARROW, findings, beat);
