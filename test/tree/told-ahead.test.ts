// SPDX-License-Identifier: GPL-2.0-or-later

import { afterAll, beforeAll, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge, type Judgement } from '../../oracle/campaign/judge';
import { CLAUSES } from '../../oracle/contract/registry';
import { Rehearsal } from '../../oracle/contract/rehearsal';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { forEachToldAhead, toldAheadAsRead } from '../../oracle/run/told-ahead';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { RunnableTree } from '../../tree/side/open-tree';
import { TreeReplies } from '../../tree/wire/reply-batch';
import type { ReplyView } from '../../tree/wire/reply-view';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

const SEED = 11;
const COUNT = 700;

function made(index: number): Scenario {
  const random = new Random(SEED, index);
  return generateScenario(random, index % 2 === 0 ? 'recent' : 'small');
}

/** What is to be the same whoever was told of what. */
function said({ breaches, faults, comparisons }: Judgement): unknown {
  return {
    breaches: breaches.map(({ clause, side, page, violation }) => [
      ...[clause.id, side.name, page, violation?.id],
    ]),
    faults: faults.map(({ kind, side }) => [kind, side.name]),
    verdicts: comparisons.map(({ verdict }) => verdict.kind),
  };
}

afterAll(closeTrees);

describeWithCompiler('what a tree is told of ahead', () => {
  let tree: RunnableTree;
  let judge: Judge;

  beforeAll(async () => {
    tree = await opens('own', OWN_TREE);
    judge = new Judge(Runner.of(['modern', tree.name]));
  });

  it('is judged in its order, and comes to what it comes to by itself, the contract included', () => {
    const alone = new Judge(Runner.of(['modern', tree.name]));
    const numbers: number[] = [];
    forEachToldAhead(judge, { first: 3, stop: COUNT }, made, (scenario, number) => {
      numbers.push(number);
      const got = said(judge.judge(scenario));
      expect(got, `scenario ${number}`).toEqual(said(alone.judge(made(number))));
    });
    expect(numbers).toEqual(Array.from({ length: COUNT - 3 }, (_, index) => index + 3));
  });

  it('comes as it is read', async () => {
    async function* items(): AsyncGenerator<{
      readonly scenario: Scenario;
      readonly line: number;
    }> {
      for (let line = 0; line < COUNT; line++) yield { scenario: made(line), line };
    }
    const lines: number[] = [];
    for await (const { line } of toldAheadAsRead(judge, items())) lines.push(line);
    expect(lines).toEqual(Array.from({ length: COUNT }, (_, index) => index));
  });

  it('says by the model which experiments will be made: few are asked for one by one', () => {
    const model = tree.fit.side;
    const near = new Judge(Runner.of([model, tree.name]));
    const scenarios = Array.from({ length: 200 }, (_, index) => made(index));
    const experiments = new Rehearsal(model, CLAUSES).experimentsFor(scenarios);
    expect(experiments.length).toBeGreaterThan(100);
    near.ahead(scenarios);
    const [told, other] = [tree.sideChild, tree.start()];
    const views = experiments.map((scenario) => told.runInDetail(scenario));
    // All of them are in the answer that came for the scenarios.
    expect(new Set(views.map((view) => view.array.buffer)).size).toBe(1);
    const cameTo = ({ ret, walks, array, faults }: ReplyView): unknown => [
      ...[ret, walks, [...array], faults],
    ];
    const others = experiments.map((scenario) => other.runInDetail(scenario));
    expect(views.map(cameTo)).toEqual(others.map(cameTo));
    // So they are for the sides on which they are made, which are made anew for them.
    near.ahead(scenarios);
    const laboratory = told.forAnotherTask();
    const anew = experiments.map((scenario) => laboratory.runInDetail(scenario).array.buffer);
    expect(new Set(anew).size).toBe(1);
    // What was not foreseen is asked for.
    const unforeseen = told.runInDetail(made(COUNT));
    expect(unforeseen.array.buffer).not.toBe(views[0]?.array.buffer);
    expect(cameTo(unforeseen)).toEqual(cameTo(other.runInDetail(made(COUNT))));
  });

  it('has in the same answer what is run again, by sides made anew', () => {
    const child = tree.sideChild;
    const scenarios = Array.from({ length: 20 }, (_, index) => made(index));
    const again = scenarios.slice(3, 4);
    const told = new Runner(new AddressSpace(), [tree.side(new AddressSpace())]);
    const one = new Judge(told, []);
    one.ahead(scenarios, again);
    const views = again.map((scenario) => child.runInDetail(scenario));
    const others = scenarios.slice(4, 5).map((scenario) => child.runInDetail(scenario));
    const buffers = new Set([...views, ...others].map((view) => view.array.buffer));
    expect(buffers.size).toBe(2);
    expect(views.map(({ ret, walks }) => [ret, walks])).toEqual(
      again.map((scenario) => {
        const { ret, walks } = tree.start().runInDetail(scenario);
        return [ret, walks];
      }),
    );
  });

  it('goes in parts where it is large', () => {
    const sizes: number[] = [];
    const told = { looksAhead: true, ahead: (some: readonly unknown[]) => sizes.push(some.length) };
    const asks = new Uint8Array(9000);
    const large = { ...made(0), range: { ...made(0).range, asks } };
    forEachToldAhead(
      told,
      { first: 0, stop: 7 },
      () => large,
      () => {},
    );
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('is answered before anything else is asked', () => {
    const child = tree.start();
    const [one, other] = [made(1), made(2)];
    const replies = child.beginInDetail([one], []);
    const view = child.runInDetail(other);
    expect(replies()).toBeInstanceOf(TreeReplies);
    expect([replies().view(0).ret, replies().view(0).walks]).toEqual([
      child.run(one).ret,
      child.run(one).walks,
    ]);
    expect([view.ret, view.walks]).toEqual([child.run(other).ret, child.run(other).walks]);
  });
});
