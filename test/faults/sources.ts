// SPDX-License-Identifier: GPL-2.0-or-later
import { ILL_FORMED } from '../../oracle/generate/formats';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import type { Scenario } from '../../oracle/scenario/scenario';
import { image, request, vma } from '../support/build';

/** The seed of the random scenarios in which planted faults are looked for. */
export const FAULT_SEED = 20200501;

/** What scenarios are full of, so that a planted fault shows in them. */
export type Among =
  | 'anything'
  | 'foreign pages'
  | 'mixed maps'
  | 'gaps'
  | 'ill-formed formats'
  | 'uncleared arrays';

/** The scenarios in which a planted fault is looked for, by number. */
export const SCENARIOS_AMONG: Readonly<Record<Among, (index: number) => Scenario>> = {
  anything: random,
  // One in twenty or so of those that are drawn has some.
  'foreign pages': random,
  'mixed maps': (index) => withMixedMaps(random(index)),
  gaps: gapScenario,
  'ill-formed formats': (index) => {
    const chosen = ILL_FORMED[index % ILL_FORMED.length];
    return { ...random(index), format: chosen?.format };
  },
  // One in eight of those that are drawn has some.
  'uncleared arrays': (index) => generateScenario(new Random(FAULT_SEED, index), 'recent'),
};

function random(index: number): Scenario {
  return generateScenario(new Random(FAULT_SEED, index), 'mixed');
}

/** Every VMA also maps pages without a struct page. */
function withMixedMaps(scenario: Scenario): Scenario {
  const vmas = scenario.mm.vmas.map((one) => ({ ...one, mixedmap: true }));
  return { ...scenario, mm: { ...scenario.mm, vmas } };
}

/** Pages 2^18 − 2 to 2^18 + 1 lie on both sides of a border of 1 GiB; VMAs are around them. */
function gapScenario(index: number): Scenario {
  const symbols = '.rw';
  const asks = Array.from({ length: 6 }, (_, page) => {
    const chosen = Math.floor(index / 3 ** page) % 3;
    return symbols[chosen] ?? '.';
  }).join('');
  const first = 2 ** 18 - 3;
  const mm = image({
    vmas: [vma(0, first + 1), vma(first + 5, first + 9)],
    entries: [],
  });
  return { id: `gap-${index}`, mm, range: request(first, asks), format: undefined };
}
