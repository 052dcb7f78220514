// SPDX-License-Identifier: GPL-2.0-or-later
import type { AskLevel } from '../asked';
import { type AttemptEnd, type LoopEnd, runAttempts, type Surroundings } from '../attempt-loop';
import { type DriverModel, rangeRequest } from '../driver';
import { type EndedBy, endOfCycle } from '../loop';
import { makeLoopCall } from '../make-range-call';
import type { RangeCall } from '../range-call';
import type { Branches } from './branches';
import { OtherThreads } from './other-threads';
import { Recurrence } from './recurrence';
import { type Attempt, type AttemptRun, hasShrunk, type RequestChange, type RunEnd } from './run';
import { type Schedule, type ScheduledAction, settledAfter } from './schedule';
import { type Setup, WINDOW_START } from './setup';
import { Trials, type WithOriginal } from './trials';
import { World } from './world';

/** More attempts than any run takes that ends, and than any other takes to recur. */
const ATTEMPTS_LIMIT = 12;
const NONE_LOST: readonly RequestChange[] = [];
const NONE_STALE: readonly number[] = [];

/** Watches a run more closely than its result tells. */
export interface AttemptObserver {
  /** Another thread does something. */
  acted(action: ScheduledAction, attempt: number): void;
  /** An attempt begins; `original` is what it would do with the first one's requests, if others. */
  beforeCall(attempt: number, original: WithOriginal | null): void;
  afterAttempt(attempt: number, end: AttemptEnd): void;
}

/** Runs one driver's loop on setups and schedules. An instance runs one at a time. */
export class LoopRunner implements Surroundings {
  readonly world = new World();
  readonly call: RangeCall;
  /** What the first attempt asks of each page. */
  original: readonly AskLevel[] = [];
  private readonly others: OtherThreads;
  private readonly trials: Trials;
  private readonly recurrence = new Recurrence(ATTEMPTS_LIMIT);
  private attempts: Attempt[] = [];
  private withOriginal: WithOriginal | null = null;
  private oldSequence = false;

  constructor(
    readonly driver: DriverModel,
    private readonly observer?: AttemptObserver,
  ) {
    this.call = makeLoopCall(driver, this.world.space);
    this.others = new OtherThreads(this.world, (action, attempt) =>
      observer?.acted(action, attempt),
    );
    this.trials = new Trials(this.world, this.call, this.others);
  }

  load(setup: Setup): void {
    this.world.load(setup);
    this.call.prepare(rangeRequest(this.driver, setup.accesses, WINDOW_START));
    this.original = setup.accesses.map((_, page) => this.call.asked(page));
    this.trials.begin(this.original);
  }

  /**
   * Runs the loop on what was loaded.
   * @param branches collects what other threads could do after the schedule's last action.
   */
  run(schedule: Schedule, branches: Branches | null = null): AttemptRun {
    this.attempts = [];
    this.others.begin(schedule, branches);
    this.recurrence.begin(this.original.length + 1, settledAfter(schedule));
    this.world.rewind();
    this.call.firstPage = 0;
    this.call.writeRequests();
    const end = this.runEnd(runAttempts(this.driver.loop, this.call, this.world.space, this));
    const { attempts } = this;
    return {
      end,
      attempts,
      lost: this.lostPages(end),
      stale: this.stalePages(end),
      actionsDone: this.others.done.size,
    };
  }

  beforeAttempt(attempt: number): boolean {
    if (attempt > ATTEMPTS_LIMIT) return false;
    this.others.beginAttempt(attempt);
    if (this.others.invalidatedBetween) this.noteInvalidated();
    const { rewrites, sequence, call } = this.driver.loop;
    const rebuilt = rewrites === 'requests' && (call.kind === 'range-fault' || call.keepsRequests);
    const { length } = this.original;
    for (let page = 0; page < length; page++) {
      const asked = rebuilt ? (this.original[page] ?? 0) : this.call.asked(page);
      this.recurrence.note(attempt, page, this.world.state(page) * 4 + asked);
    }
    const old = sequence === 'once' && attempt > 1 && this.world.space.stale ? 1 : 0;
    this.recurrence.note(attempt, length, this.call.firstPage * 2 + old);
    return !this.recurrence.recurs(attempt);
  }

  beforeCall(attempt: number): void {
    const changed = attempt > 1 && this.trials.asksOtherwise();
    this.withOriginal = changed ? this.trials.examine() : null;
    this.oldSequence = this.world.space.stale;
    this.others.beginCall(this.call.firstPage);
    this.world.setEvents(this.others.events());
    this.observer?.beforeCall(attempt, this.withOriginal);
  }

  gaveUp(): boolean {
    return this.others.gaveUp;
  }

  beforeCheck(): void {
    this.others.perform('check');
  }

  afterAttempt(attempt: number, end: AttemptEnd): void {
    this.attempts.push({
      end,
      changes: this.withOriginal?.changes ?? [],
      oldSequence: this.oldSequence,
      invalidatedMeanwhile: this.others.invalidatedMeanwhile,
      invalidated: this.others.invalidatedMeanwhile,
    });
    this.observer?.afterAttempt(attempt, end);
  }

  /** What is invalidated between two attempts counts for the earlier one. */
  private noteInvalidated(): void {
    const last = this.attempts.pop();
    if (last !== undefined) this.attempts.push({ ...last, invalidated: true });
  }

  private runEnd(end: LoopEnd): RunEnd {
    switch (end.kind) {
      case 'out-of-time': {
        const { since } = this.recurrence;
        if (since === 0) return { kind: 'undecided' };
        return { kind: 'recurs', since, endedBy: this.endOfCycle(since) };
      }
      case 'spins':
        return this.advances() ? { kind: 'undecided' } : end;
      case 'done':
      case 'failed':
      case 'sent-back':
      case 'gave-up':
        return end;
    }
  }

  private endOfCycle(since: number): EndedBy {
    const cycle = this.attempts
      .slice(since - 1)
      .flatMap(({ end }) => (end.kind === 'again' ? [end.why] : []));
    return endOfCycle(this.driver.loop, cycle);
  }

  /** Whether the call was given up although its walks still went further. */
  private advances(): boolean {
    const ends = this.call.record.walkEnds();
    const last = ends[ends.length - 1];
    return last === undefined || ends[ends.length - 2]?.first !== last.first;
  }

  /**
   * A smaller request is lost only if it matters: the loop ends, the page does not grant what was
   * asked at first, and with the original requests the last attempt would not have ended so.
   */
  private lostPages(end: RunEnd): readonly RequestChange[] {
    const last = this.attempts[this.attempts.length - 1];
    if (end.kind !== 'done' || last === undefined) return NONE_LOST;
    return last.changes.filter(
      (change) =>
        hasShrunk(change) && change.keptWithOriginal && !this.call.grants(change.page, change.from),
    );
  }

  /**
   * Pages that the driver maps although others took away what it maps, and invalidated: it went on
   * with what was out of date. What its caller still finds by the loop's sequence is not among them.
   */
  private stalePages(end: RunEnd): readonly number[] {
    const { world, call, others } = this;
    if (end.kind !== 'done' || others.changedPages.size === 0) return NONE_STALE;
    if (this.driver.loop.check.kind === 'by-caller' && world.space.stale) return NONE_STALE;
    return [...others.changedPages].filter((page) => {
      const mapping = call.mapping(page);
      return mapping !== null && !world.hasMapping(page, mapping);
    });
  }
}
