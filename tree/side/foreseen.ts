// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { TreeReplies } from '../wire/reply-batch';
import type { ReplyView } from '../wire/reply-view';
import { WireOutcome } from '../wire/types';
import { haveSameFrame } from './same-frame';

/**
 * Replies to what was foreseen to be run on a tree, found by what the tree was told: whoever asks has made the scenario
 * anew. Those of the last two trips are kept, as one is under way while what belongs to the other is judged.
 */
export class Foreseen {
  private now: Trip | undefined;
  private next: Trip | undefined;

  /**
   * @param scenarios those of a batch that were only foreseen; the others are asked for by whoever told them.
   * @param first the number of the first of them in the batch.
   */
  take(scenarios: readonly Scenario[], first: number, replies: () => TreeReplies): void {
    this.now = this.next;
    this.next = scenarios.length > 0 ? new Trip(scenarios, first, replies) : undefined;
  }

  /** Undefined if the scenario was not foreseen, or not run. */
  replyTo(scenario: Scenario): ReplyView | undefined {
    return this.now?.replyTo(scenario) ?? this.next?.replyTo(scenario);
  }
}

/** The scenarios of one trip that were only foreseen. They are asked for in their order, most of the time. */
class Trip {
  private at = 0;

  constructor(
    private readonly scenarios: readonly Scenario[],
    private readonly first: number,
    private readonly replies: () => TreeReplies,
  ) {}

  replyTo(scenario: Scenario): ReplyView | undefined {
    const number = this.numberOf(scenario);
    if (number < 0) return undefined;
    this.at = number + 1;
    const view = this.replies().view(this.first + number);
    return view.outcome === WireOutcome.notRun ? undefined : view;
  }

  /** Looks from where the last one was found, all around. */
  private numberOf(scenario: Scenario): number {
    const { scenarios, at } = this;
    for (let number = at; number < scenarios.length; number++) {
      if (this.is(number, scenario)) return number;
    }
    for (let number = 0; number < at; number++) {
      if (this.is(number, scenario)) return number;
    }
    return -1;
  }

  private is(number: number, scenario: Scenario): boolean {
    const foreseen = this.scenarios[number];
    return foreseen !== undefined && haveSameFrame(foreseen, scenario);
  }
}
