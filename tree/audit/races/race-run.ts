// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../../oracle/scenario/scenario';
import type { TreeReply } from '../../wire/types';
import { treeAnswerOf } from '../answer-of';
import type { TreeView } from '../tree-view';
import { type RaceResult, raceKeyOf, raceResultOf } from './race-result';
import type { GroupReplies, ReplyAt } from './racing-tree';

/** What one run of a scenario with a change within a walk came to. */
type RaceRan =
  | { readonly kind: 'result'; readonly key: string; readonly result: RaceResult }
  | { readonly kind: 'crash'; readonly what: string; readonly detail: string }
  | { readonly kind: 'none'; readonly why: string };

/** A run with a change right before a read of its slot. */
export interface RanAt {
  readonly ran: RaceRan;
  readonly atRead: number;
}

/** Reads what a tree came to. */
export class RunReader {
  /** @param withOrder whether results with another order of a mapping are other ones. */
  constructor(
    private readonly view: TreeView,
    private readonly withOrder: boolean,
  ) {}

  read(scenario: Scenario, reply: TreeReply): RaceRan {
    const answer = treeAnswerOf(reply, this.view.like === 'v5.7');
    if (answer.kind === 'none') return answer;
    if (answer.kind === 'failed') {
      return { kind: 'crash', what: answer.what, detail: answer.lines[0] ?? '' };
    }
    const result = raceResultOf(scenario, reply, this.view);
    if (result === undefined) throw new TypeError('expected a result');
    return { kind: 'result', key: raceKeyOf(result, this.withOrder), result };
  }

  readAt(scenario: Scenario, { batch, index }: ReplyAt): RaceRan {
    return this.read(scenario, batch.read(index));
  }

  /**
   * The runs that came to something else than without the change, or with it from the start.
   * @param reads at which read of the slot each of them has the change.
   */
  othersThanPlain(
    scenario: Scenario,
    { without, settled, races }: GroupReplies,
    reads: readonly number[],
  ): readonly RanAt[] {
    const plain = new Set<string>();
    const found = new Map<string, RanAt>();
    for (const [index, reply] of races.entries()) {
      const isPlain = [without, settled].some((one) =>
        reply.batch.sameReply(reply.index, one.batch, one.index),
      );
      if (isPlain) continue;
      if (plain.size === 0) {
        for (const one of [without, settled]) plain.add(raceNameOf(this.readAt(scenario, one)));
      }
      const ran = this.readAt(scenario, reply);
      const name = raceNameOf(ran);
      if (plain.has(name) || found.has(name)) continue;
      found.set(name, { ran, atRead: reads[index] ?? 0 });
    }
    return [...found.values()];
  }
}

/** By what runs are distinguished. */
export function raceNameOf(ran: RaceRan): string {
  switch (ran.kind) {
    case 'result':
      return ran.key;
    case 'crash':
      return `crash ${ran.what}`;
    case 'none':
      return `none ${ran.why}`;
  }
}

/** The results among some runs, by what tells them apart. */
export function keysOf(runs: readonly RanAt[]): ReadonlySet<string> {
  return new Set(runs.flatMap(({ ran }) => (ran.kind === 'result' ? [ran.key] : [])));
}
