// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { TreeReplies } from '../wire/reply-batch';
import type { ReplyView } from '../wire/reply-view';
import { Outcome } from '../wire/types';
import type { RunningTree } from './tree-child';

/** Replies to scenarios that a side was told of before it runs them, from one trip to the child. */
export class Coming {
  private replies: TreeReplies | undefined;
  private readonly numbers = new Map<Scenario, number>();

  take(child: RunningTree, scenarios: readonly Scenario[]): void {
    this.numbers.clear();
    for (const [number, scenario] of scenarios.entries()) this.numbers.set(scenario, number);
    this.replies = child.runAllInDetail(scenarios);
  }

  /** Undefined for any other scenario, and for one that was not run, as those before it ended the process. */
  replyTo(scenario: Scenario): ReplyView | undefined {
    const number = this.numbers.get(scenario);
    if (number === undefined) return undefined;
    const view = this.replies?.view(number);
    return view?.outcome === Outcome.notRun ? undefined : view;
  }
}
