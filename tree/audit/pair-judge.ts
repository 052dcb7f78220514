// SPDX-License-Identifier: GPL-2.0-or-later

import { isDeepStrictEqual } from 'node:util';
import { PAGE_SIZE, pageAddress } from '../../mm/units';
import type { Decision } from '../../oracle/campaign/decision';
import { compare } from '../../oracle/compare/compare';
import { originName } from '../../oracle/compare/origin';
import { judge } from '../../oracle/differences/verdict';
import type { ExternalResult } from '../../oracle/external/answer';
import { firstDecision } from '../../oracle/external/first-decision';
import { originAt, type ResultPair } from '../../oracle/external/result-pair';
import type { ResultSide } from '../../oracle/external/result-side';
import { resultsDiff } from '../../oracle/external/result-text';
import type { Scenario } from '../../oracle/scenario/scenario';
import { NoteKind, PieceKind, type TreeReply, type WireNote } from '../wire/types';
import type { ContractFindings } from './contract';
import { crashOf, idsOf, type PairVerdict } from './pair-verdict';
import { extentTexts, firstOtherExtent } from './piece-extent';
import { type Seen, TreeView, type ViewedTree } from './tree-view';

const EQUAL: PairVerdict = { kind: 'equal' };

/** Compares what two trees made of scenarios. */
export class TreePairJudge {
  readonly before: TreeView;
  readonly after: TreeView;
  /** Whether it is looked at which pieces the walks of the two got: with one format, where the page walk was changed. */
  readonly takesPieces: boolean;
  private judged: Judged | undefined;

  /** @param isWalkChanged whether the change is one to the page walk, too. */
  constructor(before: ViewedTree, after: ViewedTree, isWalkChanged = false) {
    this.before = new TreeView(before);
    this.after = new TreeView(after);
    this.takesPieces = isWalkChanged && this.isOneFormat;
  }

  /** @param differ whether the replies are not the same bytes. */
  judge(
    scenario: Scenario,
    beforeReply: TreeReply,
    afterReply: TreeReply,
    differ = true,
  ): PairVerdict {
    const before = this.before.see(scenario, beforeReply, differ);
    const after = this.after.see(scenario, afterReply, differ);
    this.judged = undefined;
    if (before.answer.kind === 'none') return before.answer;
    if (after.answer.kind === 'none') return after.answer;
    if (before.answer.kind === 'failed' || after.answer.kind === 'failed') {
      return crashOf(before.answer, after.answer);
    }
    const [left, right] = [before.answer.result, after.answer.result];
    this.judged = { scenario, before, after, left, right };
    const verdict = this.compared(this.judged);
    if (verdict.kind !== 'new') return verdict;
    const resumed = this.resumedElsewhere(scenario, beforeReply.notes, afterReply.notes);
    return resumed ?? this.goesFurther(this.judged, beforeReply, afterReply) ?? verdict;
  }

  /** Whether a walk got a piece that ends elsewhere: all else in which the two differ follows from that. */
  private goesFurther(
    judged: Judged,
    { pieces: before }: TreeReply,
    { pieces: after }: TreeReply,
  ): PairVerdict | undefined {
    if (!this.takesPieces || before === undefined || after === undefined) return undefined;
    const extent = firstOtherExtent(before, after);
    if (extent === undefined) return undefined;
    const { start } = judged.scenario.range;
    const origin = originAt(this.pairOf(judged), (extent.start - start) / PAGE_SIZE);
    // What stands in a hole now, a page fault of this call has put there.
    const met = extent.kind === PieceKind.hole && origin !== 'gap' ? 'hole' : origin;
    return { kind: 'new', decision: { decision: 'extent', met, ...extentTexts(extent) } };
  }

  /** Whether only the tree after resumes a walk elsewhere than where the last one was left: no result tells it. */
  private resumedElsewhere(
    { range }: Scenario,
    before: readonly WireNote[],
    after: readonly WireNote[],
  ): PairVerdict | undefined {
    const [was, is] = [before, after].map((notes) =>
      notes.find(({ kind }) => kind === NoteKind.resumedElsewhere),
    );
    if (is === undefined || was !== undefined) return undefined;
    const ends = this.before.judge.model.record.walkEnds();
    const left = ends.find(({ first }) => pageAddress(range.start, first) === is.address);
    const met = left === undefined ? undefined : originName(left.origin, range.owner);
    return { kind: 'resumed', note: is, met };
  }

  private compared(judged: Judged): PairVerdict {
    const { scenario, before, after, left, right } = judged;
    if (this.isOneLayout) {
      if (isSame(left, right)) return EQUAL;
    } else {
      const pair = { scenario, ...this.shown(judged) };
      if (compare(pair).length === 0 && pair.left.otherReturn === pair.right.otherReturn) {
        return EQUAL;
      }
    }
    const known = this.knownBetween(scenario, before, after);
    if (known !== undefined) return { kind: 'explained', ids: known };
    return { kind: 'new', decision: this.decision(judged) };
  }

  /** Both results in the shape of sides; what did as its model, has not been brought into it yet. */
  private shown({ scenario, before, after, left, right }: Judged) {
    const one = shownBy(this.before, before, scenario, left);
    const other = shownBy(this.after, after, scenario, right);
    const isAsLeft = before.held.kind !== 'equal' && after.held.kind !== 'equal';
    // Not by spreading what it was: that takes a hundred times as long.
    if (!isAsLeft) this.judged = { scenario, before, after, left, right, isShown: true };
    return { left: one, right: other };
  }

  private get isOneLayout(): boolean {
    const [one, other] = [this.before.layout, this.after.layout];
    return one?.orderShift === other?.orderShift && one?.carried === other?.carried;
  }

  /** Where both did as their models: what is known between the two models, if that is all. */
  private knownBetween(
    scenario: Scenario,
    before: Seen,
    after: Seen,
  ): readonly string[] | undefined {
    if (before.held.kind !== 'equal' || after.held.kind !== 'equal') return undefined;
    const [left, right] = [this.before.judge.model, this.after.judge.model];
    left.decode();
    right.decode();
    return idsOf(judge({ scenario, left, right }));
  }

  /** The first decision that went differently: the tree that did as its model says what was met. */
  private decision(judged: Judged): Decision {
    const { scenario, before, after } = judged;
    const [one, other] = [this.before.judge, this.after.judge];
    if (this.isOneFormat) {
      if (before.held.kind === 'equal') one.model.decode();
      if (after.held.kind === 'equal') this.shown(judged);
      return firstDecision(this.pairOf(judged));
    }
    if (after.held.kind === 'other') return after.held.decision;
    if (before.held.kind === 'other') return mirrored(before.held.decision);
    return firstDecision({ scenario, left: one.result, right: other.result });
  }

  private get isOneFormat(): boolean {
    return (this.before.layout === undefined) === (this.after.layout === undefined);
  }

  /** Both results, where they are in one format: the tree before as its model, if it did the same. */
  private pairOf({ scenario, before }: Judged): ResultPair {
    const [one, other] = [this.before.judge, this.after.judge];
    const isModel = before.held.kind === 'equal';
    const left = isModel ? one.model : one.result;
    return { scenario, left, right: other.result, wordOf: isModel ? one.wordOf : undefined };
  }

  /** Ends what it started. */
  close(): void {
    this.before.close();
    this.after.close();
  }

  /** What both trees made of the scenario that was just judged, as a diff. */
  diff(scenario: Scenario): string {
    if (this.judged?.scenario === scenario) this.shown(this.judged);
    return resultsDiff(
      scenario,
      { name: this.before.name, side: this.before.judge.result },
      { name: this.after.name, side: this.after.judge.result },
    );
  }

  /** What each of the two broke in a scenario; where that was just judged, it is not run again. */
  breaches(
    scenario: Scenario,
    beforeReply: TreeReply,
    afterReply: TreeReply,
  ): readonly [ContractFindings, ContractFindings] {
    const { judged } = this;
    this.judged = undefined;
    const isAsLeft = judged?.scenario === scenario && judged.isShown !== true;
    const before = isAsLeft ? judged.before : this.before.see(scenario, beforeReply, true);
    const after = isAsLeft ? judged.after : this.after.see(scenario, afterReply, true);
    return [this.before.breaches(scenario, before), this.after.breaches(scenario, after)];
  }
}

/** Two results of a scenario, as they were held to the models: each model is as it ran it. */
interface Judged {
  readonly scenario: Scenario;
  readonly before: Seen;
  readonly after: Seen;
  readonly left: ExternalResult;
  readonly right: ExternalResult;
  /** Whether a result was brought into the shape of a side since, for which its model ran once more. */
  readonly isShown?: true;
}

/** A result in the shape of a side: one that is not its model's was brought into it when it was held to that. */
function shownBy(
  { judge: holder }: TreeView,
  { held }: Seen,
  scenario: Scenario,
  given: ExternalResult,
): ResultSide {
  return held.kind === 'other' ? holder.result : holder.show(scenario, given);
}

/** Whether two results are the same, bit by bit. */
function isSame(left: ExternalResult, right: ExternalResult): boolean {
  return (
    left.ret === right.ret &&
    left.walks === right.walks &&
    left.stoppedAt === right.stoppedAt &&
    left.pages === right.pages &&
    isDeepStrictEqual(left.faults, right.faults) &&
    left.words.length === right.words.length &&
    left.words.every((word, page) => word === right.words[page])
  );
}

function mirrored({ decision, met, left, right }: Decision): Decision {
  return { decision, met, left: right, right: left };
}
