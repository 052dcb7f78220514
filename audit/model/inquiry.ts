// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';

/*
 * A driver of this project answers at once. A user's module runs in a process of its own, and what it
 * answers is not there yet when it is first asked: its function notes the question and throws
 * `Unanswered`. Whoever runs the work then has all open questions answered in one go, and runs it
 * again. So the work must have no effect but its result.
 */

/** What a driver's function throws whose answer is not there yet; the question has been noted. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Runs work that asks a driver. */
export interface Inquiry {
  /**
   * Does the same for each item, as often as it takes until no question is open.
   *
   * @param work has no effect but its result.
   * @param about the scenario of an item, which is named if the driver gives no answer.
   * @returns the results, in the order of the items.
   */
  each<Item, Result>(
    items: readonly Item[],
    work: (item: Item) => Result,
    about?: (item: Item) => Scenario,
  ): Promise<readonly Result[]>;
  /** Does one thing, as often as it takes until no question is open. */
  one<Result>(work: () => Result, about?: Scenario): Promise<Result>;
  /**
   * To be called when all is done: whether the answers hold that were given.
   * @throws InputError for a driver that answers the same question in two ways.
   */
  finish(): Promise<void>;
}

/** For drivers that answer at once. */
export const AT_HAND: Inquiry = {
  each: async (items, work) => items.map(work),
  one: async (work) => work(),
  finish: async () => {},
};

/**
 * Like `items.map(work)`, but goes on after an item whose answer is not there yet, so that the
 * questions of all are noted together.
 * @throws Unanswered if there was such an item.
 */
export function mapAll<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result,
): readonly Result[] {
  const results: Result[] = [];
  let open: Unanswered | undefined;
  for (const item of items) {
    try {
      results.push(work(item));
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      open = error;
    }
  }
  if (open !== undefined) throw open;
  return results;
}

/** Both results; the second is asked for even if the answer to the first is not there yet. */
export function bothVersions<One, Other>(
  one: () => One,
  other: () => Other,
): readonly [One, Other] {
  let first: One;
  try {
    first = one();
  } catch (error) {
    if (error instanceof Unanswered) other();
    throw error;
  }
  return [first, other()];
}
