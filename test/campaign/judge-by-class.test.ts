// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { JudgeByClass } from '../../oracle/campaign/judge-by-class';
import { newCauses } from '../../oracle/campaign/new-causes';
import { Runner } from '../../oracle/run/runner';
import { LegacySide, ModernSide, type Side } from '../../oracle/run/side';
import { type Scenario, variantOf } from '../../oracle/scenario/scenario';
import { familyNamed } from '../../oracle/scope/scopes';

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

function runnerWith(make: (space: AddressSpace) => Side): Runner {
  const space = new AddressSpace();
  return new Runner(space, [new LegacySide(space, 'legacy'), make(space)]);
}

const right = (space: AddressSpace): Side => new ModernSide(space, 'modern');

/** What scenarios of a family show, one by one or by class. */
function shown(
  name: string,
  judge: { judge: Judge['judge'] },
  first: number,
  stop: number,
): string[][] {
  const family = familyNamed(name);
  return Array.from({ length: stop - first }, (_, index) => {
    const judgement = judge.judge(family.scenario(first + index));
    const causes = newCauses(judgement).map(({ cause, detail }) => `${cause}: ${detail}`);
    const verdicts = judgement.comparisons.map(({ verdict }) => verdict.kind);
    return [...verdicts, ...shownIds(judgement), ...causes];
  });
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
    const alone = shown(name, new Judge(runnerWith(right)), first, stop);
    const byClass = new JudgeByClass(new Judge(runnerWith(right)));
    expect(shown(name, byClass, first, stop)).toEqual(alone);
  });

  it('judges few scenarios of many', () => {
    const judge = new CountingJudge(runnerWith(right));
    shown('pte-2', new JudgeByClass(judge), 0, 3200);
    // Ten address spaces; two pages, of which nothing, read or write is asked effectively.
    expect(judge.judged).toBe(10 * 3 ** 2);
  });

  it.each([
    ['mistakes a mask', (space: AddressSpace): Side => new MistakesMask(space, 'modern')],
    ['forgets input', (space: AddressSpace): Side => new ForgetsInput(space, 'modern')],
  ])('sees a side that %s, though the first of each class is right', (_, make) => {
    const alone = shown('pte-1', new Judge(runnerWith(make)), 0, 4000);
    const byClass = shown('pte-1', new JudgeByClass(new Judge(runnerWith(make))), 0, 4000);
    expect(byClass).toEqual(alone);
    expect(byClass).not.toEqual(shown('pte-1', new Judge(runnerWith(right)), 0, 4000));
  });
});
