// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { firstMismatch } from '../../oracle/campaign/claim';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import { type CorpusScenario, readCorpus } from '../../oracle/scenario/corpus';
import { faultySide, type PlantedFault } from './graph';
import { LEGACY_FAULTS } from './legacy';
import { MM_FAULTS, WALK_FAULTS } from './mm';
import { MODERN_FAULTS } from './modern';
import { COUNT_FAULTS, VALUE_FAULTS } from './v5.7';

/** Enough random scenarios for every planted fault; most need some dozens. */
const SCENARIOS = 40_000;
const SEED = 20200501;

/** The cause of the first scenario in which a wrong side differs as no known difference explains. */
function firstNewCause(space: AddressSpace, sides: readonly Side[]): string | undefined {
  // The comparison alone must see each of these faults, without the contract's help.
  const judge = new Judge(new Runner(space, sides), []);
  for (let index = 0; index < SCENARIOS; index++) {
    const scenario = generateScenario(new Random(SEED, index), 'mixed');
    const [first] = newCauses(judge.judge(scenario));
    if (first !== undefined) return first.cause;
  }
  return undefined;
}

describe.each([
  ['modern', MODERN_FAULTS],
  ['legacy', [...LEGACY_FAULTS, ...MM_FAULTS, ...WALK_FAULTS]],
] as const)('a wrong %s side is reported as new:', (name, faults) => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
    const space = new AddressSpace();
    const wrong = faultySide(fault, name, space);
    const sides =
      name === 'legacy' ? [wrong, makeSide('modern', space)] : [makeSide('legacy', space), wrong];
    expect(firstNewCause(space, sides)).toMatch(/^(?:legacy\/modern: |passes |throws RangeError)/);
  });
});

describe('a wrong page count or value of v5.7 misses the kernel’s own results:', () => {
  const vectors: CorpusScenario[] = [];
  beforeAll(async () => {
    const file = join(__dirname, '../../fixtures/golden/systematic.jsonl.gz');
    for await (const vector of readCorpus(file)) vectors.push(vector);
  });

  const missed = (fault: PlantedFault): number => {
    const space = new AddressSpace();
    const side = faultySide(fault, 'v5.7', space);
    return vectors.filter(({ scenario, expect: expected }) => {
      space.load(scenario.mm);
      side.run(scenario);
      const wanted = expected?.['v5.7'];
      return wanted !== undefined && firstMismatch(side, wanted) !== undefined;
    }).length;
  };

  it.each([...COUNT_FAULTS, ...VALUE_FAULTS].map((fault) => [fault.name, fault] as const))(
    '%s',
    (_, fault) => {
      expect(missed(fault)).toBeGreaterThan(0);
    },
  );

  it('and the right one misses none', () => {
    const nothing = { name: 'none', file: 'legacy/format.ts', right: 'SPDX', wrong: 'SPDX' };
    expect(missed(nothing)).toBe(0);
  });
});

describe('a side against itself', () => {
  it.each<SideName>(['v5.7', 'legacy', 'modern'])('%s differs in nothing', (name) => {
    const space = new AddressSpace();
    const judge = new Judge(new Runner(space, [makeSide(name, space), makeSide(name, space)]), []);
    for (let index = 0; index < 5000; index++) {
      const scenario = generateScenario(new Random(SEED, index), 'mixed');
      const { comparisons } = judge.judge(scenario);
      expect(comparisons.map(({ verdict }) => verdict.kind)).toEqual(['equal']);
    }
  });
});

describe('planting', () => {
  it('refuses a line that is not there', () => {
    const fault = { name: 'x', file: 'mm/walk.ts', right: 'no such line', wrong: '' };
    expect(() => faultySide(fault, 'legacy', new AddressSpace())).toThrow(
      'fault "x" expected its line once in mm/walk.ts, got 0 times',
    );
  });

  it('changes the copy only', () => {
    const [fault] = MODERN_FAULTS;
    if (fault === undefined) throw new Error('no fault');
    const space = new AddressSpace();
    faultySide(fault, 'modern', space);
    const right = [makeSide('legacy', space), makeSide('modern', space)];
    expect(firstNewCause(space, right)).toBeUndefined();
  });
});
