// SPDX-License-Identifier: GPL-2.0-or-later
import type { TreeReplies } from '../wire/reply-batch';
import { WireOutcome } from '../wire/types';

/** Each costs a second of processor time: after so many of them a tree is given up. */
const MOST_ENDLESS = 10;

/** Why a tree that was given up has no result. */
export const GIVEN_UP = `it was given up after ${MOST_ENDLESS} scenarios in which it did not come to an end`;

/** How many scenarios of a tree did not come to an end, and whether any other one is worth the time. */
export class TreePatience {
  private endless = 0;

  get isSpent(): boolean {
    return this.endless >= MOST_ENDLESS;
  }

  saw(replies: TreeReplies): void {
    if (!replies.allPlain) this.endless += replies.countOf(WireOutcome.timeout);
  }

  /** For one more task, such as to find the simplest scenario that shows a finding. */
  renew(): void {
    this.endless = 0;
  }
}
