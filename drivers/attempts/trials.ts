// SPDX-License-Identifier: GPL-2.0-or-later

import type { ReturnCode } from '../../mm/errno';
import { AskLevel } from '../asked';
import type { RangeCall } from '../range-call';
import { type Consequence, consequencesOf, type Deeds, deedsOf, ruleCountsOf } from './consequence';
import type { OtherThreads } from './other-threads';
import type { RequestChange } from './run';
import type { World } from './world';

/** What an attempt would do with the requests of the first one. */
export interface WithOriginal {
  readonly ret: ReturnCode;
  readonly changes: readonly RequestChange[];
}

/**
 * Tries an attempt's call with other requests than those in the array, from the same moment on and
 * with the same actions of other threads, and takes it back.
 */
export class Trials {
  private original: readonly AskLevel[] = [];
  /** The array with the requests of the first attempt. */
  private originalWords = new Uint32Array(0);
  /** The array as the attempt found it. */
  private words = new Uint32Array(0);

  constructor(
    private readonly world: World,
    private readonly call: RangeCall,
    private readonly others: OtherThreads,
  ) {}

  /** Takes over the requests of the first attempt, which are in the array. */
  begin(original: readonly AskLevel[]): void {
    this.original = original;
    this.originalWords = new Uint32Array(2 * original.length);
    this.words = new Uint32Array(2 * original.length);
    this.call.save(this.originalWords);
  }

  /** Whether the array asks something else now. */
  asksOtherwise(): boolean {
    // A page before the first one of the call is not asked again.
    for (let page = this.call.firstPage; page < this.original.length; page++) {
      if (this.call.asked(page) !== this.original[page]) return true;
    }
    return false;
  }

  /** Finds what the attempt that is about to begin would do with the original requests. */
  examine(): WithOriginal {
    const { call, original } = this;
    const asked = original.map((_, page) => call.asked(page));
    call.save(this.words);
    const without = this.attempt(() => false);
    const kept = original.map((from, page) => without.ret !== 0 || call.grants(page, from));
    const actual = consequencesOf(
      without,
      this.attempt(() => true),
    );
    const changes: RequestChange[] = [];
    original.forEach((from, page) => {
      const to = asked[page] ?? AskLevel.nothing;
      if (to === from || page < call.firstPage) return;
      const consequence = to < from ? 'no-effect' : this.consequence(without, actual, page);
      changes.push({ page, from, to, consequence, keptWithOriginal: kept[page] ?? false });
    });
    original.forEach((_, page) => {
      call.restore(page, this.words);
    });
    return { ret: without.ret, changes };
  }

  /**
   * The worst that really happens, and would if only this page's request had grown. What several
   * requests bring only together is laid to none of them; each has a consequence of its own then.
   */
  private consequence(
    without: Deeds,
    actual: readonly Consequence[],
    grownPage: number,
  ): Consequence {
    if (actual.length === 0) return 'no-effect';
    const alone = consequencesOf(
      without,
      this.attempt((page) => page === grownPage),
    );
    return alone.find((consequence) => actual.includes(consequence)) ?? 'no-effect';
  }

  /** Tries the call with the array's request for some pages, the original one for the others. */
  private attempt(asItStands: (page: number) => boolean): Deeds {
    const { call, world } = this;
    const { space } = world;
    const { firstPage } = call;
    for (let page = firstPage; page < this.original.length; page++) {
      call.restore(page, asItStands(page) ? this.words : this.originalWords);
    }
    const moment = world.moment();
    const before = ruleCountsOf(space.ruleCounts);
    world.setEvents(this.others.trialEvents());
    call.run();
    call.firstPage = firstPage;
    world.restore(moment);
    return deedsOf(call.record, before, ruleCountsOf(space.ruleCounts), world.shared);
  }
}
