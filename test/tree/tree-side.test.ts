// SPDX-License-Identifier: GPL-2.0-or-later
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { HeldJudge } from '../../oracle/external/held-judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { goldenFiles } from '../../oracle/package/files';
import { makeSide, Runner } from '../../oracle/run/runner';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { newFamilies } from '../../oracle/scope/scopes';
import { treeExternal } from '../../tree/audit/tree-external';
import type { RunnableTree } from '../../tree/side/open-tree';
import { FrameBatch } from '../../tree/wire/frame-batch';
import type { TreeReplies } from '../../tree/wire/reply-batch';
import { closeTrees, describeWithCompiler, installedTrees, OWN_TREE, opens } from './support';

afterAll(closeTrees);

/** What a scenario came to, in words that both a model and a reply have. */
interface Result {
  readonly ret: number;
  readonly walks: number;
  readonly words: readonly bigint[];
  readonly faults: readonly {
    readonly at: number;
    readonly pages: number;
    readonly write: boolean;
  }[];
}

async function goldenScenarios(): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = [];
  for (const file of goldenFiles()) {
    for await (const { scenario } of readCorpus(file)) scenarios.push(scenario);
  }
  return scenarios;
}

async function runAll(
  tree: RunnableTree,
  scenarios: readonly Scenario[],
): Promise<readonly TreeReplies[]> {
  const child = tree.start();
  const batch = new FrameBatch();
  const replies: TreeReplies[] = [];
  for (const scenario of scenarios) {
    batch.add(scenario);
    if (batch.count === 500) replies.push(await child.runBatch(batch.take()));
  }
  replies.push(await child.runBatch(batch.take()));
  return replies;
}

/** The ids of scenarios with a result other than the model's. */
function otherResults(
  model: 'modern' | 'modern-6.1' | 'modern-6.12',
  scenarios: readonly Scenario[],
  replies: readonly TreeReplies[],
): readonly string[] {
  const space = new AddressSpace();
  const side = makeSide(model, space);
  const results = replies.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) => batch.read(i)),
  );
  return scenarios.flatMap((scenario, index) => {
    space.load(scenario.mm);
    side.run(scenario);
    const { ret, walks, faults } = side.record;
    const words = Array.from({ length: side.record.pages }, (_, page) => side.word(page));
    const expected: Result = { ret, walks, words, faults: faults.list() };
    const got = results[index];
    const same =
      got !== undefined &&
      got.outcome === 0 &&
      got.ret === expected.ret &&
      got.walks === expected.walks &&
      got.words.join() === expected.words.join() &&
      JSON.stringify(got.faults) === JSON.stringify(expected.faults);
    return same ? [] : [`${basename(scenario.id)}`];
  });
}

describeWithCompiler('a tree as a side', () => {
  let tree: RunnableTree;
  beforeAll(async () => {
    tree = await opens('own', OWN_TREE);
  });

  it('is recognised by its sources and by what it does', () => {
    expect(tree.features).toEqual({
      format: 'fixed',
      orderShift: undefined,
      carriesDmaFlags: false,
      revision: {
        mapOrder: false,
        exclusiveFaulted: false,
        devmapPtesReported: false,
        mixedMapsWalked: false,
        foreignPrivateFaulted: false,
        wpMarkersAreNone: false,
        otherMarkersAreNone: false,
        gapIsOneHole: false,
        privatePmdsReported: false,
        otherMarkersRefused: false,
        outOfMemoryReported: false,
      },
    });
    expect(tree.fit).toEqual({ side: 'modern', kernel: '5.8', differs: [], lacks: 0 });
  });

  it('does the same in scenarios that it was told of ahead, and only there', () => {
    const random = new Random(7, 0);
    const scenarios = Array.from({ length: 400 }, (_, index) => {
      random.restart(7, index);
      return generateScenario(random, 'recent');
    });
    const [one, other] = [Runner.of([tree.name]), Runner.of([tree.name])];
    expect([one.looksAhead, Runner.of(['modern']).looksAhead]).toEqual([true, false]);
    one.ahead(scenarios.filter((_, index) => index % 3 !== 0));
    const cameTo = (runner: Runner, scenario: Scenario): unknown => {
      runner.run(scenario);
      const [side] = runner.sides;
      if (side === undefined) throw new Error('expected a side');
      const { ret, walks, stoppedAt, faults } = side.record;
      const { nextPfn, isAsLoaded } = runner.space;
      return [ret, walks, stoppedAt, faults.list(), [...side.words], nextPfn, isAsLoaded];
    };
    for (const scenario of scenarios) {
      expect(cameTo(one, scenario), scenario.id).toEqual(cameTo(other, scenario));
    }
  });

  it('agrees with its model on every golden vector', async () => {
    const scenarios = await goldenScenarios();
    expect(scenarios).toHaveLength(10_441);
    expect(otherResults('modern', scenarios, await runAll(tree, scenarios))).toEqual([]);
  });

  it('gives the same bytes for the same batch', async () => {
    const random = new Random(3, 0);
    const scenarios = Array.from({ length: 200 }, (_, index) => {
      random.restart(3, index);
      return generateScenario(random, 'mixed');
    });
    const [one] = await runAll(tree, scenarios);
    const [other] = await runAll(tree, scenarios);
    expect(one?.count).toBe(200);
    expect(one !== undefined && other !== undefined && one.equals(other)).toBe(true);
  });

  it('is judged like any other side: nothing new beside its model, the contract included', () => {
    const judge = new Judge(Runner.of(['modern', tree.name]));
    const random = new Random(5, 0);
    const causes: string[] = [];
    for (let index = 0; index < 300; index++) {
      random.restart(5, index);
      causes.push(
        ...newCauses(judge.judge(generateScenario(random, 'mixed'))).map(({ cause }) => cause),
      );
    }
    expect(causes).toEqual([]);
  });

  it('leaves the address space as the model does, with the same origins and ends of walks', () => {
    const space = new AddressSpace();
    const model = makeSide('modern', space);
    const side = makeSide(tree.name, space);
    const random = new Random(9, 0);
    for (let index = 0; index < 300; index++) {
      random.restart(9, index);
      const scenario = generateScenario(random, 'mixed');
      const [expected, got] = [model, side].map((one) => {
        space.load(scenario.mm);
        one.run(scenario);
        const { ret, walks, stoppedAt, pages, origins } = one.record;
        const slots = scenario.mm.vmas.flatMap(({ start }) => {
          const slot = space.table.slot(start, 0);
          return [space.table.low(slot), space.table.high(slot)];
        });
        const ends = one.record.walkEnds();
        const { nextPfn, stale } = space;
        return {
          ret,
          walks,
          stoppedAt,
          origins: [...origins.slice(0, pages)],
          slots,
          ends,
          nextPfn,
          stale,
        };
      });
      expect(got, `scenario ${index}`).toEqual(expected);
    }
  });
});

describe('releases', () => {
  const trees = installedTrees();
  if (trees.length === 0) {
    it.skip('skipped: no kernel trees are installed (npm run test:tree -- --install)', () => {});
  }
  const models = { '6.1': 'modern-6.1', '6.12': 'modern-6.12' } as const;
  for (const { release, folder } of trees) {
    if (release !== '6.1' && release !== '6.12') continue;
    it(`${release} agrees with its model on every golden vector`, async () => {
      const tree = await opens(`v${release}`, folder);
      const scenarios = await goldenScenarios();
      const replies = await runAll(tree, scenarios);
      expect(otherResults(models[release], scenarios, replies)).toEqual([]);
    });
  }

  const unlocked = trees.find(({ release }) => release === '7.3');
  if (unlocked === undefined) {
    it.skip('skipped: no tree of 7.3, which has the call that starts again itself, is installed', () => {});
  } else {
    it('7.3 agrees with its model on a part of what only documents of version 2 say', async () => {
      const tree = await opens('v7.3', unlocked.folder);
      const external = treeExternal(tree);
      const judge = new HeldJudge(external);
      for (const { name, size, scenario } of newFamilies()) {
        const scenarios = Array.from({ length: 100 }, (_, part) =>
          scenario(Math.floor((part * size) / 100)),
        );
        const answers = await external.answers(scenarios);
        const kinds = scenarios.map((one, index) => {
          const answer = answers[index];
          return answer === undefined ? 'missing' : judge.hold(one, answer).kind;
        });
        expect([name, ...new Set(kinds)]).toEqual([name, 'equal']);
      }
      external.close();
    });

    it('7.3 agrees with its model on calls that start again themselves', async () => {
      const tree = await opens('v7.3', unlocked.folder);
      const judge = new Judge(Runner.of(['modern-7.3', tree.name]));
      const random = new Random(1, 0);
      const restarts = new Set<string>();
      for (let index = 0; index < 400; index++) {
        random.restart(1, index);
        const judgement = judge.judge(generateScenario(random, 'unlocked'));
        const [{ verdict } = { verdict: undefined }] = judgement.comparisons;
        expect(verdict?.kind, `scenario ${index}`).toBe('equal');
        const { attempts } = judge.runner.sides[1]?.record ?? { attempts: [] };
        for (const { end } of attempts) restarts.add(end);
      }
      expect([...restarts].sort()).toEqual([
        'done',
        'failed',
        'interrupted',
        'lock-dropped',
        'stale',
        'timed-out',
      ]);
    });
  }
});
