// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../../mm/address-space';
import { Kind, kindOf, ownerOf } from '../../../mm/entry';
import { DECISIONS } from '../../../oracle/campaign/decision';
import type { NewCauseShown } from '../../../oracle/campaign/new-causes';
import { stateText } from '../../../oracle/run/page-state-text';
import { rowOf } from '../../../oracle/scenario/entry-kinds';
import type { Scenario } from '../../../oracle/scenario/scenario';
import type { TreeReply } from '../../wire/types';
import { answerOf } from '../answer-of';
import type { TreeView } from '../tree-view';
import { tornPage } from './held-mappings';
import { type RaceGroup, withChangeAt } from './race-group';
import { differenceOf, keyOf, type RaceResult, raceResultOf } from './race-result';
import type { GroupReplies, RacingTree, ReplyAt } from './racing-tree';
import { entrySays } from './slot-changes';

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

/** What is the matter with one run. */
type Ran =
  | { readonly kind: 'result'; readonly key: string; readonly result: RaceResult }
  | { readonly kind: 'crash'; readonly what: string; readonly detail: string }
  | { readonly kind: 'none'; readonly why: string };

interface RanAt {
  readonly ran: Ran;
  readonly atRead: number;
}

const WITHIN = 'when an entry changes within a walk';

/**
 * Judges what two trees made of one change at each moment. Trees may read a slot a different number of
 * times, so moments are not matched one by one: what counts is whether the tree after comes to a result
 * that the tree before comes to at no moment, neither without the change nor with it from the start.
 */
export class RaceJudge {
  private readonly withOrder: boolean;

  constructor(
    private readonly before: RacingTree,
    private readonly after: RacingTree,
  ) {
    const [one, other] = [before.view.layout, after.view.layout];
    this.withOrder = one?.orderShift !== undefined && other?.orderShift !== undefined;
  }

  judge(group: RaceGroup, replies: readonly [GroupReplies, GroupReplies]): readonly RaceShown[] {
    const [before, after] = replies;
    const { scenario } = group;
    if (this.isKnown(group)) return [{ kind: 'differs-anyway' }];
    if (this.differ(scenario, before.without, after.without)) return [{ kind: 'differs-anyway' }];
    if (this.differ(scenario, before.settled, after.settled)) return [{ kind: 'differs-anyway' }];
    const left = this.racesOf(group, before, 0);
    const right = this.racesOf(group, after, 1);
    if (left.length + right.length === 0) return [];
    // Where a tree ends, nobody knows what it would have come to.
    const haveResults = [...left, ...right].every(({ ran }) => ran.kind === 'result');
    const torn = [...this.torn(group, left, right)];
    // What such a word says instead of the right one is no decision of its own.
    const isTorn = torn.some(({ kind }) => kind === 'new');
    const compared = haveResults && !isTorn;
    return [
      ...this.crashes(group, left, right),
      ...torn,
      ...(compared ? this.results(group, left, right, before) : []),
    ];
  }

  /** What two trees make of a scenario with changes within a walk, whatever these are. */
  judgeAsItStands(scenario: Scenario): readonly RaceShown[] {
    const [left, right] = [this.before, this.after].map(({ view, child }) =>
      this.ranAs(scenario, child.run(scenario), view),
    );
    if (left === undefined || right === undefined || nameOf(left) === nameOf(right)) return [];
    if (left.kind === 'none') return [{ kind: 'not-run', why: left.why }];
    if (right.kind === 'none') return [{ kind: 'not-run', why: right.why }];
    if (right.kind === 'crash') {
      const cause = `${this.after.view.name} ${right.what} ${WITHIN}`;
      return [{ kind: 'new', scenario, shown: this.shown(cause, 'side', right.detail) }];
    }
    if (left.kind === 'crash') return [{ kind: 'gone', what: `${left.what} ${WITHIN}` }];
    const { decision, left: was, right: is } = differenceOf(left.result, right.result);
    const shown = this.shown(`${DECISIONS[decision]} ${WITHIN}`, 'decision', `${was} / ${is}`);
    return [{ kind: 'new', scenario, shown: { ...shown, decision } }];
  }

  /** Whether it is about something in which the releases of the two are known to differ. */
  private isKnown({ scenario, old, entry }: RaceGroup): boolean {
    const { range, mm } = scenario;
    const [one, other] = [this.before.view.revision, this.after.view.revision];
    const isForeign = ({ high }: SlotImage): boolean =>
      rowOf(kindOf(high)).below === 'device pages' && ownerOf(high) !== range.owner;
    const isThere = (kind: Kind): boolean => [old, entry].some(({ high }) => kindOf(high) === kind);
    const isOutOfMemory = [...mm.faultErrors.values()].includes('oom');
    return (
      (one.foreignPrivateFaulted !== other.foreignPrivateFaulted && [old, entry].some(isForeign)) ||
      (one.privatePmdsReported !== other.privatePmdsReported && isThere(Kind.pmdDevicePrivate)) ||
      (one.exclusiveFaulted !== other.exclusiveFaulted && isThere(Kind.pteDeviceExclusive)) ||
      (one.outOfMemoryReported !== other.outOfMemoryReported && isOutOfMemory)
    );
  }

  /** Whether the two trees come to other results; that one crashes is the other judge's to say. */
  private differ(scenario: Scenario, one: ReplyAt, other: ReplyAt): boolean {
    if (one.batch.sameReply(one.index, other.batch, other.index)) return false;
    const [left, right] = [this.ran(scenario, one, 0), this.ran(scenario, other, 1)];
    return left.kind !== 'result' || right.kind !== 'result' || left.key !== right.key;
  }

  /** The runs that came to something else than without the change, or with it from the start. */
  private racesOf(group: RaceGroup, replies: GroupReplies, which: 0 | 1): readonly RanAt[] {
    const { without, settled, races } = replies;
    const plain = new Set<string>();
    const found = new Map<string, RanAt>();
    for (const [index, reply] of races.entries()) {
      const atRead = group.reads[which][index] ?? 0;
      const isPlain = [without, settled].some((one) =>
        reply.batch.sameReply(reply.index, one.batch, one.index),
      );
      if (isPlain) continue;
      if (plain.size === 0) {
        for (const one of [without, settled])
          plain.add(nameOf(this.ran(group.scenario, one, which)));
      }
      const ran = this.ran(group.scenario, reply, which);
      const name = nameOf(ran);
      if (plain.has(name) || found.has(name)) continue;
      found.set(name, { ran, atRead });
    }
    return [...found.values()];
  }

  private ran(scenario: Scenario, { batch, index }: ReplyAt, which: 0 | 1): Ran {
    return this.ranAs(scenario, batch.read(index), this.treeOf(which).view);
  }

  private ranAs(scenario: Scenario, reply: TreeReply, view: TreeView): Ran {
    const answer = answerOf(reply, view.like === 'v5.7');
    if (answer.kind === 'none') return answer;
    if (answer.kind === 'failed') {
      return { kind: 'crash', what: answer.what, detail: answer.lines[0] ?? '' };
    }
    const result = raceResultOf(scenario, reply, view);
    if (result === undefined) throw new TypeError('expected a result');
    return { kind: 'result', key: keyOf(result, this.withOrder), result };
  }

  private treeOf(which: 0 | 1): RacingTree {
    return which === 0 ? this.before : this.after;
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
      const beside = this.ran(group.scenario, same, 0);
      if (beside.kind !== 'result') continue;
      const { decision, left: was, right: is } = differenceOf(beside.result, ran.result);
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
    const after = right.flatMap((run) => this.tornBy(group, run, 1) ?? []);
    const [first] = after;
    if (first !== undefined) {
      const cause = `${this.after.view.name} puts out a mapping that no entry had ${WITHIN}`;
      const shown = this.shown(cause, 'promise', first.detail);
      yield { kind: 'new', scenario: withChangeAt(group, first.atRead), shown };
      return;
    }
    const before = left.some((run) => this.tornBy(group, run, 0) !== undefined);
    if (before) yield { kind: 'gone', what: `a mapping that no entry had ${WITHIN}` };
  }

  private tornBy(
    group: RaceGroup,
    { ran, atRead }: RanAt,
    which: 0 | 1,
  ): { readonly atRead: number; readonly detail: string } | undefined {
    if (ran.kind !== 'result' || ran.result.pages.length === 0) return undefined;
    const { child } = this.treeOf(which);
    const { detail } = child.runInDetail(withChangeAt(group, atRead));
    if (detail === undefined) return undefined;
    const page = tornPage(group.scenario, ran.result, [group.entry, ...detail.changes]);
    const state = page === undefined ? undefined : ran.result.pages[page];
    if (state === undefined) return undefined;
    const order = state.order === undefined ? '' : ` order ${state.order}`;
    return { atRead, detail: `${changeText(group)}: ${stateText(state)}${order}` };
  }

  private shown(cause: string, kind: NewCauseShown['kind'], detail: string): NewCauseShown {
    return {
      ...{ cause, kind, detail, decision: null, broken: null, met: null },
      ...{ alsoBreaks: [], thrown: [], sides: [this.before.view.judge.model] },
    };
  }
}

function changeText({ old, entry }: RaceGroup): string {
  return `${entrySays(old)} becomes ${entrySays(entry)}`;
}

function nameOf(ran: Ran): string {
  switch (ran.kind) {
    case 'result':
      return ran.key;
    case 'crash':
      return `crash ${ran.what}`;
    case 'none':
      return `none ${ran.why}`;
  }
}

function keysOf(runs: readonly RanAt[]): ReadonlySet<string> {
  return new Set(runs.flatMap(({ ran }) => (ran.kind === 'result' ? [ran.key] : [])));
}
