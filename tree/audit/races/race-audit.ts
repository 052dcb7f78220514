// SPDX-License-Identifier: GPL-2.0-or-later
import { CauseTally } from '../../../oracle/campaign/cause-tally';
import { increment } from '../../../oracle/campaign/increment';
import type { CauseKind } from '../../../oracle/campaign/new-causes';
import { complexity } from '../../../oracle/generate/complexity';
import type { Scenario } from '../../../oracle/scenario/scenario';
import type { TreeReplies } from '../../wire/reply-batch';
import type { WireBatch } from '../../wire/types';
import type { CountingChild } from '../counting-child';
import type { AuditNoteTally } from '../notes';
import type { PairCause } from '../pair-tally';
import { RacePlan, readsBatch, readsOf } from './race-batch';
import type { RaceCount, RaceFacts } from './race-facts';
import { groupOf, type RaceGroup, soleChange, withChangeAt } from './race-group';
import { RaceJudge, type RaceShown } from './race-judge';
import { countRaceScenarios, type RaceExtent, raceScenarios } from './race-scenarios';
import { type GroupReplies, notRunIn, type RacingTree } from './racing-tree';
import { canBecome } from './slot-changes';
import { runnableOn, TABLES_STAY_BEFORE, tablesStay } from './table-probe';

/** How many scenarios at a time: each has some hundred changes. */
export const RACE_BATCH = 24;

/** All kinds of causes, the plainest first. */
const RANKS: readonly CauseKind[] = ['side', 'promise', 'decision', 'unsteady'];

/** Lets entries change within walks: each slot that is read, at each read, to each other entry. */
export class RaceAudit {
  /** Scenarios with changes within a walk that somebody gave. */
  given = 0;
  private readonly judge: RaceJudge;
  private readonly causes = new CauseTally();
  private readonly simplest = new Map<string, { scenario: Scenario; size: number }>();
  /** Changes of which nothing was compared, as a tree was not run. */
  private notCompared = 0;
  private readonly counts = { scenarios: 0, changes: 0, before: 0, after: 0, differAnyway: 0 };
  private readonly onlyBefore = new Map<string, number>();
  private readonly bothCrash = new Map<string, number>();
  private readonly notRun = new Map<string, number>();

  /** @param notes takes what the trees note beside their results. */
  constructor(
    private readonly before: RacingTree,
    private readonly after: RacingTree,
    private readonly notes: AuditNoteTally,
    private readonly counting: CountingChild | undefined,
  ) {
    this.judge = new RaceJudge(before, after);
  }

  /** Runs all of {@link raceScenarios}, until the signal ends it. */
  async runAll(
    extent: RaceExtent,
    progress: (done: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let scenarios: Scenario[] = [];
    for (const scenario of raceScenarios(extent)) {
      if (signal.aborted) return;
      scenarios.push(scenario);
      if (scenarios.length < RACE_BATCH) continue;
      await this.run(scenarios);
      progress(this.counts.scenarios);
      scenarios = [];
    }
    if (scenarios.length > 0 && !signal.aborted) await this.run(scenarios);
  }

  /** Runs all changes of some scenarios. */
  async run(scenarios: readonly Scenario[]): Promise<void> {
    const [before, after] = await this.both(readsBatch(scenarios));
    for (const index of scenarios.keys()) {
      const why = [before, after].map((batch) => notRunIn({ batch, index })).find(Boolean);
      if (why !== undefined) increment(this.notRun, `all of a scenario: ${why}`);
    }
    const all = RacePlan.of(scenarios, [readsOf(before), readsOf(after)]);
    const plan = new RacePlan(all.groups.flatMap((group) => this.runnable(group) ?? []));
    const { plain, races, locked } = plan.batches();
    const counted = [this.counting?.run(races[1]), this.counting?.runUnjudged(locked)];
    const [plainReplies, raceReplies] = await Promise.all([
      this.both(plain),
      Promise.all([this.before.child.runBatch(races[0]), this.after.child.runBatch(races[1])]),
      ...counted,
    ]);
    this.counts.scenarios += scenarios.length;
    this.take(plan, plainReplies, raceReplies);
  }

  /** Takes a scenario with changes within a walk as it stands, to be compared at its reads alone. */
  takeGiven(scenario: Scenario): void {
    this.given++;
    const shown = judgeRace(this.before, this.after, scenario);
    const found = shown ?? this.judge.judgeAsItStands(scenario);
    for (const one of found) this.count(one, 0);
    for (const which of ['before', 'after'] as const) {
      const { notes } = this[which].child.run(scenario);
      this.notes.addOf(which, scenario, notes);
    }
  }

  private runnable(group: RaceGroup): RaceGroup | undefined {
    const runs = runnableOn(this.before, this.after, group);
    if (runs === undefined) increment(this.notRun, tablesStay('the tree before'));
    else if (runs.isAfterAlone) increment(this.notRun, TABLES_STAY_BEFORE);
    return runs;
  }

  private async both(batch: WireBatch): Promise<readonly [TreeReplies, TreeReplies]> {
    return Promise.all([this.before.child.runBatch(batch), this.after.child.runBatch(batch)]);
  }

  private take(
    plan: RacePlan,
    plain: readonly [TreeReplies, TreeReplies],
    races: readonly [TreeReplies, TreeReplies],
  ): void {
    const before = plan.repliesOf(0, plain[0], races[0]);
    const after = plan.repliesOf(1, plain[1], races[1]);
    for (const [index, group] of plan.groups.entries()) {
      const [left, right] = [before[index], after[index]];
      if (left === undefined || right === undefined) continue;
      const number = this.counts.changes++;
      this.counts.before += left.races.length;
      this.counts.after += right.races.length;
      const shown = this.judge.judge(group, [left, right]);
      if (group.isAfterAlone) this.notCompared++;
      else if (shown.every(({ kind }) => kind === 'not-run')) this.notCompared += shown.length;
      for (const one of shown) this.count(one, number);
      this.takeNotes(group, left.races, 'before');
      this.takeNotes(group, right.races, 'after');
    }
  }

  private takeNotes(
    group: RaceGroup,
    races: ReturnType<RacePlan['repliesOf']>[number]['races'],
    which: 'before' | 'after',
  ): void {
    const reads = group.reads[which === 'before' ? 0 : 1];
    for (const [number, { batch, index }] of races.entries()) {
      if (batch.allPlain || batch.isPlain(index)) continue;
      const { notes } = batch.view(index);
      if (notes.length === 0) continue;
      this.notes.addOf(which, withChangeAt(group, reads[number] ?? 1), notes);
    }
  }

  private count(one: RaceShown, index: number): void {
    switch (one.kind) {
      case 'new': {
        const { shown, scenario } = one;
        this.causes.add(shown, scenario, index);
        const size = complexity(scenario);
        const best = this.simplest.get(shown.cause);
        if (best === undefined || size < best.size) {
          this.simplest.set(shown.cause, { scenario, size });
        }
        return;
      }
      case 'gone':
        increment(this.onlyBefore, one.what);
        return;
      case 'both-crash':
        increment(this.bothCrash, one.what);
        return;
      case 'not-run':
        increment(this.notRun, one.why);
        return;
      case 'differs-anyway':
        this.counts.differAnyway++;
    }
  }

  /**
   * The causes, each with the simplest scenario that was seen to show it; what is wrong by itself comes
   * before what is only another result.
   */
  list(): readonly PairCause[] {
    const causes = this.causes.list().map((cause) => ({
      ...cause,
      scenario: this.simplest.get(cause.cause)?.scenario ?? cause.scenario,
    }));
    return RANKS.flatMap((rank) => causes.filter(({ kind }) => kind === rank));
  }

  facts(extent: RaceExtent): RaceFacts {
    const listed = (counts: ReadonlyMap<string, number>): RaceCount[] =>
      [...counts].map(([what, count]) => ({ what, count }));
    return {
      ...this.counts,
      given: this.given,
      compared: this.counts.changes - this.counts.differAnyway - this.notCompared,
      of: countRaceScenarios(extent),
      onlyBefore: listed(this.onlyBefore),
      bothCrash: listed(this.bothCrash),
      notRun: listed(this.notRun),
    };
  }
}

/**
 * What a scenario with one change shows at the read that it names, beside all others of the slot.
 * @returns undefined if it has another number of changes, or one that no other thread can make.
 */
export function judgeRace(
  before: RacingTree,
  after: RacingTree,
  scenario: Scenario,
): readonly RaceShown[] | undefined {
  const change = soleChange(scenario);
  if (change === undefined) return undefined;
  const trees = [before, after] as const;
  const listen = readsBatch([change.scenario]);
  const [left = [], right = []] = trees.map(({ child }) => readsOf(child.runAtOnce(listen))[0]);
  const { event, entry } = change;
  const there = groupOf(change.scenario, event, entry, left, right);
  if (there === undefined || !canBecome(there.old, entry, scenario)) return undefined;
  const group = runnableOn(before, after, there) ?? there;
  const plan = new RacePlan([group]);
  const { plain, races } = plan.batches();
  const repliesOf = (which: 0 | 1): GroupReplies => {
    const { child } = trees[which];
    const [replies] = plan.repliesOf(which, child.runAtOnce(plain), child.runAtOnce(races[which]));
    if (replies === undefined) throw new TypeError('expected replies to a change');
    return replies;
  };
  const shown = new RaceJudge(before, after).judge(group, [repliesOf(0), repliesOf(1)]);
  // What another read shows is another scenario's.
  return shown.filter(
    (one) => one.kind !== 'new' || one.scenario.mm.readEvents[0]?.atRead === event.atRead,
  );
}
