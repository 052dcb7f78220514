// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { revisionOf } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { readChunk } from '../../oracle/batch/read-chunk';
import {
  campaignArguments,
  campaignId,
  campaignSpec,
  differenceOf,
  readSpec,
} from '../../oracle/batch/spec';
import { Judge } from '../../oracle/campaign/judge';
import { type SideCounts, SideTally } from '../../oracle/campaign/side-counts';
import { Tally } from '../../oracle/campaign/tally';
import { PlannedChunks } from '../../oracle/chunk/plan';
import { LegacySide, ModernSide } from '../../oracle/run/model-sides';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { forgetName, giveName } from '../../oracle/run/side-names';
import { type Scenario, variantOf } from '../../oracle/scenario/scenario';
import { callClasses, membersOf } from '../../oracle/scope/call-classes';
import { Grid } from '../../oracle/scope/grid';
import { familiesByClass, familiesOf, familyNamed } from '../../oracle/scope/scopes';
import { runShard, type Span } from '../../oracle/scope/shard';

const SIDES = ['legacy', 'modern'] as const;
const CALLS = 2560;
/** Address spaces of pte-3 in which one call of each class is run; the last one in a read-only VMA. */
const BY_CLASS = [40, 2345, 12_345];
/** One in which every call is run: three empty PTEs. */
const WHOLE = 0;

/** Counts the scenarios that it runs. */
class CountingRunner extends Runner {
  ran = 0;

  override run(scenario: Scenario, after?: (side: Side) => void): void {
    this.ran++;
    super.run(scenario, after);
  }

  override runUndecoded(scenario: Scenario): void {
    this.ran++;
    super.runUndecoded(scenario);
  }
}

class CountingJudge extends Judge {
  judged = 0;

  override judge(scenario: Scenario): ReturnType<Judge['judge']> {
    this.judged++;
    return super.judge(scenario);
  }
}

/** 5.8, except that it says a page can be written that can only be read. */
class SaysWrite extends ModernSide {
  override decode(): void {
    super.decode();
    const { kinds } = this.states;
    kinds.forEach((kind, page) => {
      if (kind === StateKind.read && page < this.record.stoppedAt) kinds[page] = StateKind.write;
    });
  }

  override fresh(space: AddressSpace): SaysWrite {
    return new SaysWrite(space, this.name);
  }
}

/** 5.8, except that it takes a mask of FAULT for one that lets everything through, in some scenarios. */
class MistakesMask extends ModernSide {
  constructor(
    space: AddressSpace,
    name: 'modern',
    private readonly where: (scenario: Scenario) => boolean = () => true,
  ) {
    super(space, name);
  }

  override run(scenario: Scenario): void {
    const { range } = scenario;
    const isMistaken = range.mask === Ask.read && this.where(scenario);
    super.run(variantOf(scenario, isMistaken ? { ...range, mask: Ask.all } : range));
  }

  override fresh(space: AddressSpace): MistakesMask {
    return new MistakesMask(space, 'modern', this.where);
  }
}

function runnerWith(make: (space: AddressSpace) => Side): CountingRunner {
  const space = new AddressSpace();
  return new CountingRunner(space, [new LegacySide(space, 'legacy'), make(space)]);
}

function judgeWith(make: (space: AddressSpace) => Side): CountingJudge {
  return new CountingJudge(runnerWith(make));
}

const right = (space: AddressSpace): Side => new ModernSide(space, 'modern');

interface Part extends Span {
  readonly sides: readonly ['legacy', 'modern'];
  readonly family: string;
  readonly byClass: boolean;
}

function shard(space: number): Part {
  return partOf('pte-3', space * CALLS + 7, CALLS - 20);
}

/** This many numbers of a family, judged by class. */
function partOf(family: string, first: number, count: number): Part {
  return { sides: ['legacy', 'modern'], family, first, stop: first + count, byClass: true };
}

/** What {@link runShard} counts, with every call run and judged. */
function callByCall(judge: Judge, { family: name, first, stop }: Part) {
  const family = familyNamed(name);
  const tally = new Tally(judge, false);
  const counts = new SideTally(judge);
  for (let number = first; number < stop; number++) {
    counts.add(tally.add(family.scenario(number), number));
  }
  const causes = tally.newCauses().map(({ scenario: _, ...cause }) => cause);
  const { scenarios, compared, known } = tally;
  return { scenarios, compared, known, counts: plain(counts), fresh: causes };
}

function plain({ pairs, sides }: SideCounts) {
  return { pairs, sides };
}

async function byClass(judge: Judge, part: Part) {
  const { scenarios, compared, known, counts, fresh } = await runShard(part, judge);
  return { scenarios, compared, known, counts: plain(counts), fresh };
}

describe('one call of each class', () => {
  it.each(BY_CLASS)('counts in address space %i as if every call was run', async (space) => {
    const judge = judgeWith(right);
    expect(await byClass(judge, shard(space))).toEqual(callByCall(judgeWith(right), shard(space)));
    // Three pages, of which nothing, read or write is asked effectively, for two owners.
    expect(judge.judged).toBe(2 * 3 ** 3);
  });

  it('that shows something new has each of its class judged and counted', async () => {
    const make = (space: AddressSpace): Side => new SaysWrite(space, 'modern');
    const found = await byClass(judgeWith(make), shard(2345));
    expect(found.fresh.length).toBeGreaterThan(0);
    expect(found).toEqual(callByCall(judgeWith(make), shard(2345)));
  });

  it('does not hide a side that looks at the division: elsewhere every call is run', async () => {
    const make = (space: AddressSpace): Side => new MistakesMask(space, 'modern');
    const found = await byClass(judgeWith(make), shard(WHOLE));
    expect(found.fresh.length).toBeGreaterThan(0);
    expect(found).toEqual(callByCall(judgeWith(make), shard(WHOLE)));
  });

  it('is another one from address space to address space: a side that looks at the division is found', async () => {
    const part = partOf('pte-2', 640 * 1000, 640 * 40);
    expect(spacesWithEveryCall(part)).toBe(0);
    const make = (space: AddressSpace): Side => new MistakesMask(space, 'modern');
    expect((await byClass(judgeWith(make), part)).fresh.length).toBeGreaterThan(0);
  });

  it('hides only a fault of a single address space and a single division, and says what was not run', async () => {
    const part = partOf('pte-2', 640 * 1000, 640);
    const wrong = hiddenCall(part.family, 1000);
    const make = (space: AddressSpace): Side =>
      new MistakesMask(space, 'modern', ({ range }) => isSameCall(range, wrong.range));
    const found = await runShard(part, judgeWith(make));
    expect(found.fresh).toEqual([]);
    expect([found.scenarios, found.stoodFor]).toEqual([640, 640 - 18]);
    const whole = await runShard({ ...part, byClass: false }, judgeWith(make));
    expect(whole.fresh.map(({ count }) => count)).toEqual([1]);
    expect([whole.scenarios, whole.stoodFor]).toEqual([640, 0]);
  });

  it('is not enough of a side that is no model', () => {
    const revision = revisionOf('5.8');
    const layout = layoutOf('5.8', 64);
    const given = {
      nearest: 'modern',
      revision,
      unlockedCall: false,
      layout,
      options: [],
    } as const;
    const name = giveName('given', given);
    const runner = runnerWith((space) => new ModernSide(space, name, { revision, layout }));
    byClass(new Judge(runner), shard(40));
    forgetName(name);
    expect(runner.ran).toBeGreaterThanOrEqual(CALLS - 20);
  });
});

/** The first lists of a family, which make up this many address spaces. */
function listsOf(lists: readonly number[], spaces: number): readonly number[] {
  let product = 1;
  const count = lists.findIndex((length) => {
    if (product === spaces) return true;
    product *= length;
    return false;
  });
  return lists.slice(0, count);
}

function spacesWithEveryCall({ family, first, stop }: Part): number {
  const classes = familyNamed(family).classes();
  if (classes === undefined) throw new Error(`${family} has no classes`);
  const spaces = Array.from(
    { length: (stop - first) / classes.calls },
    (_, index) => first / classes.calls + index,
  );
  return spaces.filter(classes.runsEvery).length;
}

/** A call with a mask of FAULT that hides a write, for which another call of its class stands. */
function hiddenCall(name: string, space: number): Scenario {
  const family = familyNamed(name);
  const classes = family.classes();
  if (classes === undefined) throw new Error(`${name} has no classes`);
  const first = space * classes.calls;
  for (const { chosen, all } of membersOf(classes, first, first + classes.calls)) {
    for (const number of all()) {
      const scenario = family.scenario(number);
      const { mask, defaults, asks } = scenario.range;
      const hides =
        mask === Ask.read && defaults === Ask.nothing && asks.every((ask) => ask === Ask.write);
      if (number !== chosen && hides) return scenario;
    }
  }
  throw new Error('every call with such a mask was chosen');
}

function isSameCall(one: Scenario['range'], other: Scenario['range']): boolean {
  return (
    one.mask === other.mask &&
    one.defaults === other.defaults &&
    one.owner === other.owner &&
    one.asks.join() === other.asks.join()
  );
}

describe('the families by class', () => {
  const names = (scope: 1 | 2 | 3): string[] => familiesByClass(scope).map(({ name }) => name);

  it('are those that no smaller scope has, without those of which calls of one class may differ', () => {
    expect(names(1)).toEqual([]);
    expect(names(3)).toEqual(['pte-3']);
    const smaller = familiesOf(1).map(({ name }) => name);
    const added = familiesOf(2).filter(({ name }) => !smaller.includes(name));
    const others = added.map(({ name }) => name).filter((name) => !names(2).includes(name));
    expect(others).toEqual(['formats-2', 'unclean-requests']);
  });

  it.each(
    [...familiesByClass(2), ...familiesByClass(3)].map((family) => [family.name, family] as const),
  )('%s has the same classes in each address space', (_, family) => {
    const classes = family.classes();
    if (classes === undefined) throw new Error(`${family.name} has no classes`);
    const { calls, members, runsEvery } = classes;
    const spaces = family.size / calls;
    for (const space of [Math.floor(spaces / 2), spaces - 1]) {
      const scenarios = Array.from({ length: calls }, (_, call) =>
        family.scenario(space * calls + call),
      );
      expect(callClasses(scenarios, runsEvery).members).toEqual(members);
    }
  });

  it('run every call with each choice of each list, but for those with a rule of their own', () => {
    const ownRule = ['pmd-whole', 'hugetlb-2m-whole', 'newer-pmd-whole'];
    for (const family of familiesByClass(2)) {
      if (ownRule.includes(family.name)) continue;
      const { calls = 0, runsEvery = () => false } = family.classes() ?? {};
      const spaces = family.size / calls;
      const lists = listsOf(family.lists, spaces);
      const grid = new Grid(...lists);
      const met = lists.map(() => new Set<number>());
      for (let space = 0; space < spaces; space++) {
        if (!runsEvery(space)) continue;
        const choices: number[] = [];
        grid.decode(space, choices);
        for (const [list, choice] of choices.entries()) met[list]?.add(choice);
      }
      expect([family.name, ...met.map(({ size }) => size)]).toEqual([family.name, ...lists]);
    }
  });

  it.each([
    ['pmd-slot', 70],
    ['hugetlb-2m-beside', 500],
    ['gaps', 801],
    ['bases', 1999],
    ['events', 1234],
    ['pmd-whole', 5],
    ['no-progress', 345],
  ])('count in %s, address space %i, as if every call was run', async (name, space) => {
    const { calls = 0 } = familyNamed(name).classes() ?? {};
    const part = partOf(name, space * calls, calls);
    expect(spacesWithEveryCall(part)).toBe(0);
    expect(await byClass(judgeWith(right), part)).toEqual(callByCall(judgeWith(right), part));
  });
});

describe('a plan', () => {
  const plan = {
    ...{ sides: SIDES, vectors: [], streams: [], runs: null, together: false },
  };
  const familiesWithClasses = (scope: 1 | 2 | 3, everyCall: boolean): readonly string[] => {
    const chunks = [...new PlannedChunks({ ...plan, scope, everyCall }).chosen(() => true)];
    const families = chunks.flatMap(({ part }) =>
      part.column === 'scope' && part.byClass === true ? [part.family] : [],
    );
    return [...new Set(families)];
  };

  it.each([1, 2, 3] as const)(
    'of scope %i has the families by class, unless every call is asked for',
    (scope) => {
      expect(familiesWithClasses(scope, false)).toEqual(
        familiesByClass(scope).map(({ name }) => name),
      );
      expect(familiesWithClasses(scope, true)).toEqual([]);
    },
  );

  it('is another campaign with every call, which its command line and its specification say', () => {
    const [all, byClasses] = [true, false].map((everyCall) =>
      campaignSpec({ ...plan, scope: 2, ...(everyCall && { everyCall }) }, null),
    );
    if (all === undefined || byClasses === undefined) throw new Error('there are two');
    expect(campaignId(all)).not.toBe(campaignId(byClasses));
    expect(campaignArguments(all)).toContain('--every-call');
    expect(campaignArguments(byClasses)).not.toContain('--every-call');
    expect(differenceOf(byClasses, all)).toBe('scope 2, not 2 with every call');
    expect(readSpec(JSON.parse(JSON.stringify(all)), 'campaign.json')).toEqual(all);
  });

  it('has chunks that any machine reads as they are', () => {
    const chunks = [...new PlannedChunks({ ...plan, scope: 2 }).chosen(() => true)];
    for (const chunk of chunks) {
      expect(readChunk(JSON.parse(JSON.stringify(chunk)), { file: 'queue' })).toEqual(chunk);
    }
  });
});
