// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { familyCounts, runFamilies } from '../../oracle/chunk/run-families';
import { keepsRules } from '../../oracle/generate/rules';
import { makeSide, Runner } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { compareCounts } from '../../oracle/scope/count-changes';
import { expectedCounts } from '../../oracle/scope/expected-counts';
import { Grid } from '../../oracle/scope/grid';
import { familiesOf, familyNamed } from '../../oracle/scope/scopes';
import { runShard } from '../../oracle/scope/shard';

const SIDES = ['v5.7', 'legacy', 'modern'] as const;
const never = new AbortController().signal;

describe('a grid', () => {
  it('stands for every combination once', () => {
    const grid = new Grid(2, 3, 2);
    const choices: number[] = [];
    const seen = Array.from({ length: grid.size }, (_, number) => {
      grid.decode(number, choices);
      return choices.join();
    });
    expect(new Set(seen).size).toBe(12);
    expect(seen[1]).toBe('0,0,1');
    expect(seen[11]).toBe('1,2,1');
  });
});

describe('families', () => {
  it.each([...familiesOf(1), ...familiesOf(3)].map((family) => [family.name, family] as const))(
    '%s hold only scenarios that a document can say',
    (_, family) => {
      for (let part = 0; part < 60; part++) {
        const scenario = family.scenario(Math.floor((part / 60) * family.size));
        const document = writeScenario(scenario);
        expect(writeScenario(readScenario(document, { file: family.name }))).toEqual(document);
        expect(keepsRules(scenario)).toBe(true);
      }
    },
  );

  it('give the same scenario for the same number, whatever came before', () => {
    const one = familyNamed('pte-2');
    const other = familyNamed('pte-2');
    const direct = writeScenario(one.scenario(123_456));
    for (const number of [5, 123_455, 700_000]) other.scenario(number);
    expect(writeScenario(other.scenario(123_456))).toEqual(direct);
  });

  it('grow with the scope', () => {
    const sizes = ([1, 2, 3] as const).map((scope) =>
      familiesOf(scope).reduce((sum, { size }) => sum + size, 0),
    );
    expect(sizes).toEqual([300_492, 8_054_568, 126_595_368]);
  });
});

describe('scope 1', () => {
  it('is judged whole, and shows nothing new, and nothing more or less often', async () => {
    const families = familiesOf(1);
    const counted = await runFamilies({ families, sides: SIDES }, 1, () => {}, never);
    expect(familyCounts(families, counted).filter(({ size, done }) => size !== done)).toEqual([]);
    expect(counted.causes).toEqual({});
    const held = compareCounts(Object.values(counted.families), (family) => expectedCounts(family));
    expect(held.changes).toEqual([]);
    expect(held.notCompared).toEqual([]);
    expect(held.compared).toBeGreaterThan(families.length);
  }, 240_000);

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const run = { families: familiesOf(1), sides: SIDES };
    const counted = await runFamilies(run, 1, () => controller.abort(), controller.signal);
    expect(Object.keys(counted.families)).toHaveLength(1);
  });
});

it('a family on a side that may take long ends after any scenario', async () => {
  const space = new AddressSpace();
  const side = Object.assign(makeSide('modern', space), { ahead: () => {} });
  const shard = { sides: ['modern'], family: 'pte-1', first: 0, stop: 600 } as const;
  let asked = 0;
  const judge = new Judge(new Runner(space, [side]));
  const { scenarios } = await runShard(shard, judge, async () => ++asked < 3);
  expect([asked, scenarios]).toEqual([3, 3]);
});

describe('pairs of pages', () => {
  it('show what one page alone cannot', async () => {
    const shard = { sides: SIDES, family: 'pte-2', first: 0, stop: 60_000 };
    const { known, fresh } = await runShard(shard);
    expect(fresh).toEqual([]);
    expect(known.get('reporting-changes-nothing.rest-of-table')).toBeGreaterThan(0);
    expect(known.get('order-of-neighbours.rest-of-table')).toBeGreaterThan(0);
  });
});
