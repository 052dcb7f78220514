// SPDX-License-Identifier: GPL-2.0-or-later
import type { TreeReplies } from '../wire/reply-batch';
import { Outcome } from '../wire/types';

/** Each costs a second of processor time: after so many of them a tree is given up. */
const MOST_ENDLESS = 10;

/** How many scenarios of a tree did not come to an end, and whether any other one is worth the time. */
export class Patience {
  private endless = 0;

  get isSpent(): boolean {
    return this.endless >= MOST_ENDLESS;
  }

  /** Why nothing is run any more. */
  get why(): string {
    return `it was given up after ${this.endless} scenarios in which it did not come to an end`;
  }

  saw(replies: TreeReplies): void {
    if (!replies.allPlain) this.endless += replies.countOf(Outcome.timeout);
  }

  /** For one more task, such as to find the simplest scenario that shows a finding. */
  renew(): void {
    this.endless = 0;
  }
}
