// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import { type CauseCount, CauseTally } from '../../oracle/campaign/cause-tally';
import { DECISIONS } from '../../oracle/campaign/decision';
import { increment } from '../../oracle/campaign/increment';
import type { NewCauseShown } from '../../oracle/campaign/new-causes';
import type { OriginName } from '../../oracle/compare/origin';
import { complexity } from '../../oracle/generate/complexity';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FrameBatch } from '../wire/frame-batch';
import type { ReplyBatch, TreeReply, WireBatch } from '../wire/types';
import { AuditNoteTally, NOTE_TEXTS } from './notes';
import type { TreePairJudge } from './pair-judge';
import type { PairVerdict } from './pair-verdict';
import { hasFailed } from './tree-view';

/** A cause with the simplest scenario that was seen to show it. */
export interface PairCause extends CauseCount {
  readonly scenario: Scenario;
}

/** A scenario whose replies are to be judged: they are not the same bytes, or not plain. */
interface Open {
  readonly scenario: Scenario;
  readonly before: TreeReply;
  readonly after: TreeReply;
  readonly differ: boolean;
}

/** Counts what two trees' replies come to, by cause; most are the same bytes, and are not looked at. */
export class PairTally {
  scenarios = 0;
  /** Scenarios on which both came to a result, or one did not. */
  compared = 0;
  equal = 0;
  /** Scenarios by the id of what explains in what the two differ. */
  readonly explained = new Map<string, number>();
  readonly bothCrash = new Map<string, number>();
  readonly without = new Map<string, number>();
  /** Clauses and violations that a scenario shows on which the two differ. */
  readonly broken = { before: new Map<string, number>(), after: new Map<string, number>() };
  readonly notes = new AuditNoteTally();
  private readonly causes = new CauseTally();
  private readonly simplest = new Map<string, { scenario: Scenario; size: number }>();

  /** @param runBoth runs a batch on both trees, before and after. */
  constructor(
    readonly judge: TreePairJudge,
    private readonly runBoth: (batch: WireBatch) => Promise<readonly [ReplyBatch, ReplyBatch]>,
  ) {}

  /** Takes the replies of both trees to a batch of scenarios. */
  async addBatch(
    scenarios: readonly Scenario[],
    before: ReplyBatch,
    after: ReplyBatch,
  ): Promise<void> {
    if (before.allPlain && after.allPlain && before.equals(after)) {
      this.countEqual(scenarios.length);
      return;
    }
    const open: Open[] = [];
    for (const [index, scenario] of scenarios.entries()) {
      const differ = !before.sameReply(index, after, index);
      if (!differ && before.isPlain(index) && after.isPlain(index)) this.countEqual(1);
      else open.push({ scenario, before: before.read(index), after: after.read(index), differ });
    }
    for (const one of await this.inDetail(open)) this.add(one);
  }

  /**
   * With where calls stopped that failed otherwise than the other tree's, and with the pieces of walks if the judge
   * takes them: one more trip for all of them.
   */
  private async inDetail(open: readonly Open[]): Promise<readonly Open[]> {
    const { takesPieces } = this.judge;
    const isAsked = ({ before, after, differ }: Open): boolean =>
      differ &&
      (hasFailed(before) || hasFailed(after) || (takesPieces && !cameToTheSame(before, after)));
    const asked = open.filter(isAsked);
    if (asked.length === 0) return open;
    const frames = new FrameBatch(true);
    for (const { scenario } of asked) frames.add(scenario);
    const [before, after] = await this.runBoth(frames.take());
    const indices = new Map(asked.map((one, index) => [one, index]));
    return open.map((one) => {
      const index = indices.get(one);
      if (index === undefined) return one;
      return {
        ...one,
        before: before.read(index, takesPieces),
        after: after.read(index, takesPieces),
      };
    });
  }

  private countEqual(count: number): void {
    this.scenarios += count;
    this.compared += count;
    this.equal += count;
  }

  private add({ scenario, before, after, differ }: Open): void {
    const index = this.scenarios++;
    this.notes.add(scenario, before, after);
    const verdict = this.judge.judge(scenario, before, after, differ);
    if (verdict.kind === 'none') {
      increment(this.without, verdict.why);
      return;
    }
    this.compared++;
    switch (verdict.kind) {
      case 'equal':
        this.equal++;
        return;
      case 'both-crash':
        increment(this.bothCrash, verdict.what);
        return;
      case 'explained':
        for (const id of verdict.ids) increment(this.explained, id);
        return;
      case 'new':
      case 'resumed':
      case 'crash':
        this.addCause(scenario, index, causeOf(this.judge, verdict));
        if (verdict.kind !== 'crash') this.addBroken(scenario, before, after);
    }
  }

  private addBroken(scenario: Scenario, before: TreeReply, after: TreeReply): void {
    const [one, other] = this.judge.breaches(scenario, before, after);
    for (const id of [...one.known, ...one.fresh]) increment(this.broken.before, id);
    for (const id of [...other.known, ...other.fresh]) increment(this.broken.after, id);
  }

  private addCause(scenario: Scenario, index: number, shown: NewCauseShown): void {
    this.causes.add(shown, scenario, index);
    const size = complexity(scenario);
    const best = this.simplest.get(shown.cause);
    if (best === undefined || size < best.size) this.simplest.set(shown.cause, { scenario, size });
  }

  list(): readonly PairCause[] {
    return this.causes.list().map((cause) => ({
      ...cause,
      scenario: this.simplest.get(cause.cause)?.scenario ?? cause.scenario,
    }));
  }
}

/** Whether two replies differ in what is noted only. */
function cameToTheSame(one: TreeReply, other: TreeReply): boolean {
  if (one.outcome !== other.outcome || one.ret !== other.ret || one.walks !== other.walks) {
    return false;
  }
  return (
    one.words.every((word, page) => word === other.words[page]) &&
    isDeepStrictEqual(one.faults, other.faults)
  );
}

/** The cause that a verdict shows, by the decision that went differently. */
export function causeOf(
  { before, after }: TreePairJudge,
  verdict: Extract<PairVerdict, { kind: 'new' | 'resumed' | 'crash' }>,
): NewCauseShown {
  const { model } = before.judge;
  if (verdict.kind === 'crash') {
    const { which, what, lines } = verdict;
    const name = which === 'before' ? before.name : after.name;
    const cause = which === 'after' ? `${name} ${what}` : `${name} ${what}, and no longer after`;
    return causeShown({ cause, kind: 'side', decision: null, detail: lines[0] ?? '' }, null, model);
  }
  if (verdict.kind === 'resumed') {
    const { note, met } = verdict;
    const cause = `${after.name} ${NOTE_TEXTS[note.kind]}`;
    const detail = withMet(met, note.where);
    return causeShown({ cause, kind: 'side', decision: 'resume', detail }, met, model);
  }
  const { decision, met, left, right } = verdict.decision;
  const detail = withMet(met, `${left} / ${right}`);
  return causeShown({ cause: DECISIONS[decision], kind: 'decision', decision, detail }, met, model);
}

function withMet(met: OriginName | undefined, what: string): string {
  return met === undefined ? what : `${met}, ${what}`;
}

/** Made for every scenario that differs. An object that begins with a spread one takes a hundred times as long to make. */
function causeShown(
  { cause, kind, decision, detail }: Pick<NewCauseShown, 'cause' | 'kind' | 'decision' | 'detail'>,
  met: OriginName | null | undefined,
  model: Side,
): NewCauseShown {
  return {
    cause,
    kind,
    decision,
    detail,
    met: met ?? null,
    broken: null,
    alsoBreaks: [],
    thrown: [],
    sides: [model],
  };
}
