// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../../oracle/scenario/scenario';
import { FrameBatch } from '../../wire/frame-batch';
import type { TreeReplies } from '../../wire/reply-batch';
import type { LoggedRead } from '../../wire/reply-detail';
import type { WireBatch } from '../../wire/types';
import { changedBefore, groupsOf, type RaceGroup, withChangeAt } from './race-group';
import type { GroupReplies, ReplyAt } from './racing-tree';

/** Asks a tree for its replies to a batch, now or later. */
interface RaceBatches {
  /** For both trees: each scenario without a change, then each change made before the call. */
  readonly plain: WireBatch;
  /** By tree: each change at each read of its slot. */
  readonly races: readonly [before: WireBatch, after: WireBatch];
  /** What code under a lock may expect, although no other thread does it: only to be counted. */
  readonly locked: WireBatch;
}

/** The scenarios whose reads are to be listed. */
export function readsBatch(scenarios: readonly Scenario[]): WireBatch {
  const frames = new FrameBatch(true, true);
  for (const scenario of scenarios) frames.add(scenario);
  return frames.take();
}

/** The reads of each scenario in the answer to a {@link readsBatch}; none of a call that has no result. */
export function readsOf(replies: TreeReplies): readonly (readonly LoggedRead[])[] {
  return Array.from(
    { length: replies.count },
    (_, index) => replies.view(index).detail?.reads ?? [],
  );
}

/** All changes of some scenarios, as batches, and who finds the replies in the answers. */
export class RacePlan {
  readonly groups: readonly RaceGroup[];
  private readonly scenarios: readonly Scenario[];

  constructor(groups: readonly RaceGroup[]) {
    this.groups = groups;
    this.scenarios = [...new Set(groups.map(({ scenario }) => scenario))];
  }

  /** @param reads by tree, of each scenario. */
  static of(
    scenarios: readonly Scenario[],
    reads: readonly [ReturnType<typeof readsOf>, ReturnType<typeof readsOf>],
  ): RacePlan {
    const [before, after] = reads;
    const groups = scenarios.flatMap((scenario, index) =>
      groupsOf(scenario, before[index] ?? [], after[index] ?? []),
    );
    return new RacePlan(groups);
  }

  batches(): RaceBatches {
    const frames = new FrameBatch();
    const batchOf = (scenarios: Iterable<Scenario>): WireBatch => {
      for (const scenario of scenarios) frames.add(scenario);
      return frames.take();
    };
    const { groups } = this;
    const racing = (which: 0 | 1): WireBatch =>
      batchOf(groups.flatMap((one) => one.reads[which].map((atRead) => withChangeAt(one, atRead))));
    const isAlike = groups.every(({ reads: [one, other] }) => one.join() === other.join());
    const before = racing(0);
    return {
      plain: batchOf([...this.scenarios, ...groups.map(changedBefore)]),
      races: [before, isAlike ? before : racing(1)],
      locked: batchOf(
        groups.flatMap((one) => one.lockedReads.map((atRead) => withChangeAt(one, atRead))),
      ),
    };
  }

  /** The replies of a tree, by group. */
  repliesOf(which: 0 | 1, plain: TreeReplies, races: TreeReplies): readonly GroupReplies[] {
    const { groups, scenarios } = this;
    const numbers = new Map(scenarios.map((scenario, index) => [scenario, index]));
    let next = 0;
    return groups.map((group, index): GroupReplies => {
      const first = next;
      next += group.reads[which].length;
      return {
        without: { batch: plain, index: numbers.get(group.scenario) ?? 0 },
        settled: { batch: plain, index: scenarios.length + index },
        races: group.reads[which].map(
          (_, number): ReplyAt => ({ batch: races, index: first + number }),
        ),
      };
    });
  }
}
