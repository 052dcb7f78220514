// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { TreeReplies } from '../wire/reply-batch';
import type { ReplyView } from '../wire/reply-view';
import { WireOutcome } from '../wire/types';
import type { RunningTree } from './tree-child';

/**
 * Replies to scenarios that a side was told of before it runs them: those told last run in the child while those
 * told before them are judged.
 */
export class Coming {
  private now: Told | undefined;
  private next: Told | undefined;

  take(child: RunningTree, scenarios: readonly Scenario[], experiments: readonly Scenario[]): void {
    this.now = this.next;
    this.next = new Told(scenarios, child.beginInDetail(scenarios, experiments));
  }

  /** Undefined for any other scenario, and for one that was not run, as those before it ended the process. */
  replyTo(scenario: Scenario): ReplyView | undefined {
    return this.now?.replyTo(scenario) ?? this.next?.replyTo(scenario);
  }
}

/** Scenarios of one trip to the child, which are asked for in their order, most of the time. */
class Told {
  private at = 0;

  constructor(
    private readonly scenarios: readonly Scenario[],
    private readonly replies: () => TreeReplies,
  ) {}

  replyTo(scenario: Scenario): ReplyView | undefined {
    const number = this.numberOf(scenario);
    if (number < 0) return undefined;
    this.at = number + 1;
    const view = this.replies().view(number);
    return view.outcome === WireOutcome.notRun ? undefined : view;
  }

  private numberOf(scenario: Scenario): number {
    return this.scenarios[this.at] === scenario ? this.at : this.scenarios.indexOf(scenario);
  }
}
