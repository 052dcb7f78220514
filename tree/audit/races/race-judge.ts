// SPDX-License-Identifier: GPL-2.0-or-later
import { CHANGED_SINCE, type ModernRevision } from '../../../modern/revision';
import { DECISIONS } from '../../../oracle/campaign/decision';
import type { NewCauseShown } from '../../../oracle/campaign/new-causes';
import {
  type Difference,
  takesAnotherWay,
  type WayDifference,
} from '../../../oracle/differences/difference';
import { CHANGE_DIFFERENCES } from '../../../oracle/differences/registry';
import { type Scenario, variantOf } from '../../../oracle/scenario/scenario';
import { type RaceGroup, snapshotWith, withChangeAt } from './race-group';
import { raceDifferenceOf } from './race-result';
import { keysOf, type RanAt, RunReader, raceNameOf } from './race-run';
import { type GroupReplies, notRunIn, type RacingTree, type ReplyAt } from './racing-tree';
import { changeText, tornRun } from './torn-run';

/**
 * In what calls on two trees are known to take another course, by the changes that only one of them
 * has. What only reads otherwise is compared by what it says.
 */
function knownWays(one: ModernRevision, other: ModernRevision): readonly WayDifference[] {
  return (Object.keys(CHANGED_SINCE) as (keyof ModernRevision)[])
    .filter((change) => one[change] !== other[change])
    .map((change): Difference => CHANGE_DIFFERENCES[change])
    .filter(takesAnotherWay);
}

/** Whether one of the differences can show in a scenario, before a change of an entry or after it. */
function canShow(
  ways: readonly WayDifference[],
  { scenario, old, entry }: Pick<RaceGroup, 'scenario' | 'old' | 'entry'>,
): boolean {
  if (ways.length === 0) return false;
  const { mm, range } = scenario;
  const both = variantOf(scenario, range, { ...mm, entries: [...mm.entries, old, entry] });
  return ways.some(({ premise }) => premise.applies(both));
}

/** What a group shows. */
export type RaceShown =
  /** Only the tree after does it, and no moment of the change makes the tree before do it. */
  | { readonly kind: 'new'; readonly scenario: Scenario; readonly shown: NewCauseShown }
  /** Only the tree before does it. */
  | { readonly kind: 'gone'; readonly what: string }
  | { readonly kind: 'both-crash'; readonly what: string }
  | { readonly kind: 'not-run'; readonly why: string }
  /** The two trees differ without the change, or with it made before: that is no race. */
  | { readonly kind: 'differs-anyway' };

/** When something shows that no scenario without such a change shows. */
export const WITHIN = 'when an entry changes within a walk';

/**
 * Judges what two trees made of one change at each moment. Trees may read a slot a different number of
 * times, so moments are not matched one by one: what counts is whether the tree after comes to a result
 * that the tree before comes to at no moment, neither without the change nor with it from the start.
 */
export class RaceJudge {
  private readonly readers: readonly [RunReader, RunReader];
  private readonly known: readonly WayDifference[];

  constructor(
    private readonly before: RacingTree,
    private readonly after: RacingTree,
  ) {
    const [one, other] = [before.view, after.view];
    const withOrder =
      one.layout?.orderShift !== undefined && other.layout?.orderShift !== undefined;
    this.readers = [new RunReader(one, withOrder), new RunReader(other, withOrder)];
    this.known = knownWays(one.revision, other.revision);
  }

  judge(group: RaceGroup, replies: readonly [GroupReplies, GroupReplies]): readonly RaceShown[] {
    const [before, after] = replies;
    const { scenario } = group;
    if (group.isAfterAlone) return this.judgeAlone(group, after);
    const all = replies.flatMap(({ without, settled, races }) => [without, settled, ...races]);
    const why = all.map(notRunIn).find((one) => one !== undefined);
    if (why !== undefined) return [{ kind: 'not-run', why }];
    if (canShow(this.known, group)) return [{ kind: 'differs-anyway' }];
    if (this.differ(scenario, before.without, after.without)) return [{ kind: 'differs-anyway' }];
    if (this.differ(scenario, before.settled, after.settled)) return [{ kind: 'differs-anyway' }];
    const left = this.readers[0].othersThanPlain(scenario, before, group.reads[0]);
    const right = this.readers[1].othersThanPlain(scenario, after, group.reads[1]);
    if (left.length + right.length === 0) return [];
    // Where a tree ends, nobody knows what it would have come to.
    const haveResults = [...left, ...right].every(({ ran }) => ran.kind === 'result');
    const torn = [...this.torn(group, left, right)];
    // What such a word says instead of the right one is no decision of its own.
    const isTorn = torn.some(({ kind }) => kind === 'new');
    const compared = haveResults && !isTorn;
    const results = compared ? [...this.results(group, left, right, before)] : [];
    const isRace = results.every(({ kind }) => kind !== 'new') || !this.readOtherwise(group);
    return [
      ...this.crashes(group, left, right),
      ...torn,
      ...(isRace ? results : [{ kind: 'differs-anyway' } as const]),
    ];
  }

  /** What the tree after does that no other thread excuses, whatever the tree before would have done. */
  private judgeAlone(group: RaceGroup, replies: GroupReplies): readonly RaceShown[] {
    const { without, settled, races } = replies;
    const why = [without, settled, ...races].map(notRunIn).find((one) => one !== undefined);
    if (why !== undefined) return [{ kind: 'not-run', why }];
    const right = this.readers[1].othersThanPlain(group.scenario, replies, group.reads[1]);
    return [...this.crashes(group, [], right), ...this.torn(group, [], right)];
  }

  /** Whether the two read the entry otherwise, as formats do, where it stands there from the start. */
  private readOtherwise(group: RaceGroup): boolean {
    const scenario = snapshotWith(group);
    const left = this.readers[0].read(scenario, this.before.child.run(scenario));
    const right = this.readers[1].read(scenario, this.after.child.run(scenario));
    return raceNameOf(left) !== raceNameOf(right);
  }

  /** What two trees make of a scenario with changes within a walk, whatever these are. */
  judgeAsItStands(scenario: Scenario): readonly RaceShown[] {
    const left = this.readers[0].read(scenario, this.before.child.run(scenario));
    const right = this.readers[1].read(scenario, this.after.child.run(scenario));
    if (raceNameOf(left) === raceNameOf(right)) return [];
    if (left.kind === 'none') return [{ kind: 'not-run', why: left.why }];
    if (right.kind === 'none') return [{ kind: 'not-run', why: right.why }];
    if (right.kind === 'crash') {
      const cause = `${this.after.view.name} ${right.what} ${WITHIN}`;
      return [{ kind: 'new', scenario, shown: this.shown(cause, 'side', right.detail) }];
    }
    if (left.kind === 'crash') return [{ kind: 'gone', what: `${left.what} ${WITHIN}` }];
    const { decision, left: was, right: is } = raceDifferenceOf(left.result, right.result);
    const shown = this.shown(`${DECISIONS[decision]} ${WITHIN}`, 'decision', `${was} / ${is}`);
    return [{ kind: 'new', scenario, shown: { ...shown, decision } }];
  }

  /** Whether the two trees come to other results; that one crashes is the other judge's to say. */
  private differ(scenario: Scenario, one: ReplyAt, other: ReplyAt): boolean {
    if (one.batch.sameReply(one.index, other.batch, other.index)) return false;
    const left = this.readers[0].readAt(scenario, one);
    const right = this.readers[1].readAt(scenario, other);
    return left.kind !== 'result' || right.kind !== 'result' || left.key !== right.key;
  }

  private *crashes(
    group: RaceGroup,
    left: readonly RanAt[],
    right: readonly RanAt[],
  ): Generator<RaceShown> {
    const crashes = new Set(left.flatMap(({ ran }) => (ran.kind === 'crash' ? [ran.what] : [])));
    for (const { ran, atRead } of right) {
      if (ran.kind === 'none') yield { kind: 'not-run', why: ran.why };
      if (ran.kind !== 'crash') continue;
      if (crashes.delete(ran.what)) {
        yield { kind: 'both-crash', what: `${ran.what} ${WITHIN}` };
        continue;
      }
      const { name } = this.after.view;
      const shown = this.shown(`${name} ${ran.what} ${WITHIN}`, 'side', ran.detail);
      yield { kind: 'new', scenario: withChangeAt(group, atRead), shown };
    }
    for (const { ran } of left) if (ran.kind === 'none') yield { kind: 'not-run', why: ran.why };
    for (const what of crashes) yield { kind: 'gone', what: `${what} ${WITHIN}` };
  }

  private *results(
    group: RaceGroup,
    left: readonly RanAt[],
    right: readonly RanAt[],
    replies: GroupReplies,
  ): Generator<RaceShown> {
    const [one, other] = [keysOf(left), keysOf(right)];
    for (const { ran, atRead } of right) {
      if (ran.kind !== 'result' || one.has(ran.key)) continue;
      // What the tree before does at this read, or if it does not get there, without the change.
      const same = replies.races[group.reads[0].indexOf(atRead)] ?? replies.without;
      const beside = this.readers[0].readAt(group.scenario, same);
      if (beside.kind !== 'result') continue;
      const { decision, left: was, right: is } = raceDifferenceOf(beside.result, ran.result);
      const detail = `${changeText(group)}: ${was} / ${is}`;
      const cause = `${DECISIONS[decision]} ${WITHIN}`;
      const shown = { ...this.shown(cause, 'decision', detail), decision };
      yield { kind: 'new', scenario: withChangeAt(group, atRead), shown };
    }
    for (const key of one) if (!other.has(key)) yield { kind: 'gone', what: `a result ${WITHIN}` };
  }

  /** Results that no entry of the scenario can have given. */
  private *torn(
    group: RaceGroup,
    left: readonly RanAt[],
    right: readonly RanAt[],
  ): Generator<RaceShown> {
    const after = right.flatMap((run) => tornRun(this.after, group, run) ?? []);
    const [first] = after;
    if (first !== undefined) {
      const cause = `${this.after.view.name} puts out a mapping that no entry had ${WITHIN}`;
      const shown = this.shown(cause, 'promise', first.detail);
      yield { kind: 'new', scenario: withChangeAt(group, first.atRead), shown };
      return;
    }
    const before = left.some((run) => tornRun(this.before, group, run) !== undefined);
    if (before) yield { kind: 'gone', what: `a mapping that no entry had ${WITHIN}` };
  }

  private shown(cause: string, kind: NewCauseShown['kind'], detail: string): NewCauseShown {
    return {
      ...{ cause, kind, detail, decision: null, broken: null, met: null },
      ...{ alsoBreaks: [], thrown: [], sides: [this.before.view.judge.model] },
    };
  }
}
