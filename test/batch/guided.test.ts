// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { campaignArguments, campaignId, campaignSpec, differenceOf } from '../../oracle/batch/spec';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import type { Chunk } from '../../oracle/chunk/chunk';
import type { Counted } from '../../oracle/chunk/counted';
import { drawerOf } from '../../oracle/chunk/drawer';
import { type ChunkPlan, PlannedChunks } from '../../oracle/chunk/plan';
import { streamNamed } from '../../oracle/chunk/random-stream';
import { runChunk } from '../../oracle/chunk/run-chunk';
import { CellPairs } from '../../oracle/coverage/cell-pairs';
import { PROFILES, type Profile } from '../../oracle/generate/profiles';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { faultyMaker } from '../faults/graph';
import { PLANTED_MANY } from '../report/samples';

const SIDES = ['legacy', 'modern'] as const;
const GUIDED = { seed: 5, profile: 'small', guided: true } as const;
const PLAN: ChunkPlan = {
  ...{ sides: SIDES, vectors: [], scope: 0, streams: [GUIDED], runs: 250_000, together: false },
};

async function counted(chunk: Chunk, makeJudge?: () => Judge): Promise<Counted> {
  const result = await runChunk(chunk, makeJudge);
  if ('refused' in result) throw new Error(result.refused.message);
  return result.counted;
}

function chunkOf(first: number, stop: number): Chunk {
  const part = { column: 'random', stream: GUIDED, first, stop, together: false } as const;
  return { number: 0, sides: SIDES, part };
}

/** How many cells and pairs of cells so many scenarios reach on both sides. */
function reachedBy(guided: boolean, scenarios: number): number {
  const runner = Runner.of(SIDES);
  const drawer = drawerOf({ ...GUIDED, guided }, 0);
  const reached = SIDES.map(() => new CellPairs());
  for (let index = 0; index < scenarios; index++) {
    const scenario = drawer.draw(index);
    runner.run(scenario);
    drawer.learn(runner.sides, scenario);
    for (const [position, side] of runner.sides.entries()) reached[position]?.add(side, scenario);
  }
  return reached.reduce((sum, { size }) => sum + size, 0);
}

/** A profile's sides: 7.3 alone has the call of `unlocked`. */
function sidesFor(profile: Profile): readonly SideName[] {
  return profile === 'unlocked' ? ['modern-7.3'] : SIDES;
}

describe('a guided chunk', () => {
  it('comes to the same whatever ran before it', async () => {
    const chunk = chunkOf(1000, 3000);
    const once = await counted(chunk);
    await counted(chunkOf(0, 1000));
    expect(await counted(chunk)).toEqual(once);
    expect(once.scenarios).toBe(2000);
  });

  it('reaches more pairs of cells than as many scenarios that nothing guides', () => {
    const blind = reachedBy(false, 20_000);
    expect(blind).toBeGreaterThan(1000);
    expect(reachedBy(true, 20_000)).toBeGreaterThan(1.2 * blind);
  });

  it('shows a cause by the document, as no path leads to it', async () => {
    const make = faultyMaker(PLANTED_MANY);
    const wrong = (): Judge => {
      const space = new AddressSpace();
      return new Judge(new Runner(space, [makeSide('legacy', space), make('modern', space)]));
    };
    const { causes } = await counted(chunkOf(0, 2000), wrong);
    expect(Object.keys(causes).length).toBeGreaterThan(2);
    for (const { cause, first } of Object.values(causes)) {
      expect(first.path).toBeNull();
      const scenario = readScenario(first.scenario, { file: 'found' });
      const shown = newCauses(wrong().judge(scenario)).map((one) => one.cause);
      expect(shown).toContain(cause);
    }
  });
});

describe('what is varied', () => {
  it.each(PROFILES)('is a scenario that documents can hold, of profile %s', (profile) => {
    const runner = Runner.of(sidesFor(profile));
    const drawer = drawerOf({ ...GUIDED, profile }, 0);
    const drawn = Array.from({ length: 300 }, (_, index) => {
      const scenario = drawer.draw(index);
      runner.run(scenario);
      drawer.learn(runner.sides, scenario);
      return scenario;
    });
    for (const scenario of drawn) {
      const document = writeScenario(scenario);
      expect(writeScenario(readScenario(document, { file: 'drawn' }))).toEqual(document);
    }
  });

  it('is learnt of in the order in which it was drawn, also where several are drawn ahead', () => {
    const runner = Runner.of(SIDES);
    const drawer = drawerOf(GUIDED, 0);
    const texts: string[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const drawn = [0, 1, 2, 3].map((place) => drawer.draw(4 * batch + place));
      for (const scenario of drawn) {
        runner.run(scenario);
        drawer.learn(runner.sides, scenario);
        texts.push(JSON.stringify(writeScenario(scenario)));
      }
    }
    expect(new Set(texts).size).toBeGreaterThan(100);
  });
});

describe('a guided campaign', () => {
  it('has larger chunks, as each begins with nothing to vary', () => {
    const sizes = [...new PlannedChunks(PLAN).chosen(() => true)].map(({ part }) =>
      part.column === 'random' ? part.stop - part.first : 0,
    );
    expect(sizes).toEqual([100_000, 100_000, 50_000]);
  });

  it('is another campaign than a blind one, which its command line says', () => {
    const guided = campaignSpec(PLAN, null);
    const blind = campaignSpec({ ...PLAN, streams: [{ seed: 5, profile: 'small' }] }, null);
    expect(campaignId(guided)).not.toBe(campaignId(blind));
    expect(campaignArguments(guided)).toContain('--guided');
    expect(campaignArguments(blind)).not.toContain('--guided');
    expect(differenceOf(guided, blind)).toBe('streams seed-5-small-guided, not seed-5-small');
  });

  it('has no path to its scenarios', () => {
    expect(streamNamed('seed-5-small-guided')).toBeUndefined();
    expect(streamNamed('seed-5-small')).toEqual({ seed: 5, profile: 'small' });
  });
});
