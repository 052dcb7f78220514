// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { ILL_FORMED } from '../../oracle/generate/formats';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { makeSide, type Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { image, request, vma } from '../support/build';
import { faultySide } from './graph';
import {
  ASKS_FAULTS,
  EXACT_COUNT_FAULTS,
  INPUT_FAULTS,
  type KnownPlaceFault,
  LATER_FAULTS,
  WORD_FAULTS,
} from './known';

const SEED = 20200501;
/** Enough for every fault; most need some dozens. */
const SCENARIOS = 20_000;

function random(index: number): Scenario {
  return generateScenario(new Random(SEED, index), 'mixed');
}

/** Every VMA also maps pages without a struct page. */
function withMixedMaps(scenario: Scenario): Scenario {
  const vmas = scenario.mm.vmas.map((one) => ({ ...one, mixedmap: true }));
  return { ...scenario, mm: { ...scenario.mm, vmas } };
}

/** Page 2^18 − 2 to 2^18 + 1 lie on both sides of a border of 1 GiB; VMAs are around them. */
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
  return { ...random(0), mm, range: request(first, asks) };
}

const SOURCES: Readonly<Record<KnownPlaceFault['among'], (index: number) => Scenario>> = {
  anything: random,
  'foreign pages': random,
  'mixed maps': (index) => withMixedMaps(random(index)),
  gaps: gapScenario,
  'ill-formed formats': (index) => {
    const chosen = ILL_FORMED[index % ILL_FORMED.length];
    return { ...random(index), format: chosen?.format };
  },
};

/** The first cause that the comparison alone finds new, without the contract's help. */
function firstNewCause(fault: KnownPlaceFault): string | undefined {
  const space = new AddressSpace();
  const side = (name: KnownPlaceFault['wrongSide']): Side =>
    name === fault.wrongSide ? faultySide(fault, name, space) : makeSide(name, space);
  const judge = new Judge(new Runner(space, fault.sides.map(side)), []);
  const source = SOURCES[fault.among];
  for (let index = 0; index < SCENARIOS; index++) {
    const [first] = newCauses(judge.judge(source(index)));
    if (first !== undefined) return first.cause;
  }
  return undefined;
}

describe.each([
  ['in a later kernel', LATER_FAULTS],
  ['in words that are read differently', WORD_FAULTS],
  ['in what an ill-formed format asks', ASKS_FAULTS],
  ['in input that should stay', INPUT_FAULTS],
  ['in v5.7’s page count', EXACT_COUNT_FAULTS],
] as const)('a wrong line %s is not excused by a known difference:', (_, faults) => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_name, fault) => {
    const [left, right] = fault.sides;
    expect(firstNewCause(fault)).toContain(`${left}/${right}: `);
  });
});

it('the scenarios are of what they are named for', () => {
  const { mm, range } = gapScenario(0);
  expect(range.start % 2 ** 30).toBe(2 ** 30 - 3 * 4096);
  expect(mm.vmas).toHaveLength(2);
  const foreign = Array.from({ length: 500 }, (_, index) => random(index)).filter((scenario) =>
    scenario.mm.entries.some(({ high }) => (high & 0x1f) === Kind.pteDevicePrivate),
  );
  expect(foreign.length).toBeGreaterThan(20);
});
