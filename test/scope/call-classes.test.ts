// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { revisionOf } from '../../modern/revision';
import { layoutOf } from '../../modern/word-layout';
import { Judge } from '../../oracle/campaign/judge';
import { type SideCounts, SideTally } from '../../oracle/campaign/side-counts';
import { Tally } from '../../oracle/campaign/tally';
import { LegacySide } from '../../oracle/run/legacy-side';
import { ModernSide } from '../../oracle/run/modern-side';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { forgetName, giveName } from '../../oracle/run/side-names';
import { type Scenario, variantOf } from '../../oracle/scenario/scenario';
import { familyNamed } from '../../oracle/scope/scopes';
import { runShard } from '../../oracle/scope/shard';

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

function runnerWith(make: (space: AddressSpace) => Side): CountingRunner {
  const space = new AddressSpace();
  return new CountingRunner(space, [new LegacySide(space, 'legacy'), make(space)]);
}

function judgeWith(make: (space: AddressSpace) => Side): CountingJudge {
  return new CountingJudge(runnerWith(make));
}

const right = (space: AddressSpace): Side => new ModernSide(space, 'modern');

function shard(space: number): { sides: ['legacy', 'modern']; family: 'pte-3' } & Span {
  const first = space * CALLS + 7;
  return { sides: ['legacy', 'modern'], family: 'pte-3', first, stop: first + CALLS - 20 };
}

interface Span {
  readonly first: number;
  readonly stop: number;
}

/** What {@link runShard} counts, with every call run and judged. */
function callByCall(judge: Judge, { first, stop }: Span) {
  const family = familyNamed('pte-3');
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

function byClass(judge: Judge, part: ReturnType<typeof shard>) {
  const { scenarios, compared, known, counts, fresh } = runShard(part, judge);
  return { scenarios, compared, known, counts: plain(counts), fresh };
}

describe('one call of each class', () => {
  it.each(BY_CLASS)('counts in address space %i as if every call was run', (space) => {
    const judge = judgeWith(right);
    expect(byClass(judge, shard(space))).toEqual(callByCall(judgeWith(right), shard(space)));
    // Three pages, of which nothing, read or write is asked effectively, for two owners.
    expect(judge.judged).toBe(2 * 3 ** 3);
  });

  it('that shows something new has each of its class judged and counted', () => {
    const make = (space: AddressSpace): Side => new SaysWrite(space, 'modern');
    const found = byClass(judgeWith(make), shard(2345));
    expect(found.fresh.length).toBeGreaterThan(0);
    expect(found).toEqual(callByCall(judgeWith(make), shard(2345)));
  });

  it('does not hide a side that looks at the division: elsewhere every call is run', () => {
    const make = (space: AddressSpace): Side => new MistakesMask(space, 'modern');
    const found = byClass(judgeWith(make), shard(WHOLE));
    expect(found.fresh.length).toBeGreaterThan(0);
    expect(found).toEqual(callByCall(judgeWith(make), shard(WHOLE)));
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
