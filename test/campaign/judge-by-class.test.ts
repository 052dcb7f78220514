// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { Judge, type Judgement, shownIds } from '../../oracle/campaign/judge';
import { JudgeByClass } from '../../oracle/campaign/judge-by-class';
import { newCauses } from '../../oracle/campaign/new-causes';
import { SideTally } from '../../oracle/campaign/side-counts';
import { Tally } from '../../oracle/campaign/tally';
import { LegacySide, ModernSide } from '../../oracle/run/model-sides';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { type Scenario, variantOf } from '../../oracle/scenario/scenario';
import { familyNamed } from '../../oracle/scope/scopes';
import { runShard } from '../../oracle/scope/shard';

/** Counts how often it judges; what it judges is a judge's own business. */
class CountingJudge extends Judge {
  judged = 0;

  override judge(scenario: Scenario): ReturnType<Judge['judge']> {
    this.judged++;
    return super.judge(scenario);
  }
}

/** 5.8, except that it takes a mask of FAULT for one that lets everything through. */
class MistakesMask extends ModernSide {
  override run(scenario: Scenario): void {
    const { range } = scenario;
    const mistaken = range.mask === Ask.read ? { ...range, mask: Ask.all } : range;
    super.run(variantOf(scenario, mistaken));
  }

  override fresh(space: AddressSpace): MistakesMask {
    return new MistakesMask(space, this.name);
  }
}

/** 5.8, except that it clears the request of a page before the one at which it fails. */
class ForgetsInput extends ModernSide {
  override run(scenario: Scenario): void {
    super.run(scenario);
    const { stoppedAt, pages } = this.record;
    if (scenario.range.mask === Ask.nothing && stoppedAt < pages) this.words[2 * stoppedAt + 1] = 0;
  }

  override fresh(space: AddressSpace): ForgetsInput {
    return new ForgetsInput(space, this.name);
  }
}

/** 5.8, except that from its second run on it counts a walk too many. */
class RemembersRuns extends ModernSide {
  private runs = 0;

  override run(scenario: Scenario): void {
    super.run(scenario);
    if (++this.runs > 1) this.record.walks++;
  }

  override fresh(space: AddressSpace): RemembersRuns {
    return new RemembersRuns(space, this.name);
  }
}

function runnerWith(make: (space: AddressSpace) => Side): Runner {
  const space = new AddressSpace();
  return new Runner(space, [new LegacySide(space, 'legacy'), make(space)]);
}

const right = (space: AddressSpace): Side => new ModernSide(space, 'modern');

/** What scenarios of a family show, one by one or by class. */
function shown(
  name: string,
  judge: (scenario: Scenario, index: number) => Judgement,
  first: number,
  stop: number,
): string[][] {
  const family = familyNamed(name);
  return Array.from({ length: stop - first }, (_, index) => {
    const judgement = judge(family.scenario(first + index), first + index);
    const causes = newCauses(judgement).map(({ cause, detail }) => `${cause}: ${detail}`);
    const verdicts = judgement.comparisons.map(({ verdict }) => verdict.kind);
    return [...verdicts, ...shownIds(judgement), ...causes];
  });
}

function alone(make: (space: AddressSpace) => Side): (scenario: Scenario) => Judgement {
  const judge = new Judge(runnerWith(make));
  return (scenario) => judge.judge(scenario);
}

function byClass(judge: Judge): (scenario: Scenario, index: number) => Judgement {
  const classes = new JudgeByClass(judge, { count() {}, countAgain() {} });
  return (scenario, index) => classes.add(scenario, index);
}

describe('judging by class', () => {
  it.each([
    ['pte-1', 0, 4000],
    ['pte-2', 600_000, 603_000],
    ['pmd-slot', 40_000, 43_000],
    ['hugetlb-2m-beside-main', 2000, 4000],
    ['gaps-main', 0, 2000],
    ['formats', 5000, 7000],
    ['events-main', 0, 2000],
  ])('comes to what each scenario of %s from %i to %i comes to alone', (name, first, stop) => {
    const each = shown(name, alone(right), first, stop);
    expect(shown(name, byClass(new Judge(runnerWith(right))), first, stop)).toEqual(each);
  });

  it('judges few scenarios of many', () => {
    const judge = new CountingJudge(runnerWith(right));
    shown('pte-2', byClass(judge), 0, 3200);
    // Ten address spaces; two pages, of which nothing, read or write is asked effectively.
    expect(judge.judged).toBe(10 * 3 ** 2);
  });

  it.each([
    ['mistakes a mask', (space: AddressSpace): Side => new MistakesMask(space, 'modern')],
    ['forgets input', (space: AddressSpace): Side => new ForgetsInput(space, 'modern')],
  ])('sees a side that %s, though the first of each class is right', (_, make) => {
    const each = shown('pte-1', alone(make), 0, 4000);
    expect(shown('pte-1', byClass(new Judge(runnerWith(make))), 0, 4000)).toEqual(each);
    expect(each).not.toEqual(shown('pte-1', alone(right), 0, 4000));
  });

  it('counts what counting each scenario by itself counts', async () => {
    const [first, stop] = [600_000, 603_000];
    const judge = new Judge(runnerWith(right));
    const tally = new Tally(judge, false);
    const counts = new SideTally(judge);
    const family = familyNamed('pte-2');
    for (let number = first; number < stop; number++) {
      counts.add(tally.add(family.scenario(number), number));
    }
    const shard = { sides: ['legacy', 'modern'], family: 'pte-2', first, stop } as const;
    const counted = await runShard(shard, new Judge(runnerWith(right)));
    expect(counted.scenarios).toBe(3000);
    expect(counted.compared).toBe(tally.compared);
    expect(new Map(counted.known)).toEqual(tally.known);
    expect(counted.known.size).toBe(3);
    expect(counted.counts).toEqual({ pairs: counts.pairs, sides: counts.sides });
  });

  it('sees a side whose result depends on what it ran before, among scenarios of a class', () => {
    const judge = new Judge(runnerWith((space) => new RemembersRuns(space, 'modern')));
    const family = familyNamed('pte-1');
    const classes = new JudgeByClass(judge, { count() {}, countAgain() {} });
    for (let number = 0; number < 40; number++) classes.add(family.scenario(number), number);
    expect(judge.unsteady(family.scenario(39)).map(({ kind }) => kind)).toEqual(['unsteady']);
  });
});
