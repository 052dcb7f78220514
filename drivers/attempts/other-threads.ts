// SPDX-License-Identifier: GPL-2.0-or-later
import { type SlotImage, slotImage, type ThreadEvent } from '../../mm/address-space';
import { PTE } from '../../mm/units';
import type { ActionEffect } from './actions';
import type { Branches } from './branches';
import { isDuring, type Schedule, type ScheduledAction } from './schedule';
import { addressOf } from './setup';
import type { World } from './world';

const NO_ENTRIES: readonly SlotImage[] = [];
const NO_EVENTS: readonly ThreadEvent[] = [];
/** The number of walks of an attempt before which other threads can act; small windows need no more. */
const PROBED_WALKS = 12;

/**
 * An adversary that acts before every walk is followed for this many walks of a call; a small window
 * whose walks go on comes to its end in far fewer. Then the call is given up.
 */
const FOLLOWED_WALKS = 64;

/** Called for every action that has something to do, when it is done. */
type Acted = (action: ScheduledAction, effect: ActionEffect) => void;

/** Does what a schedule says, at its time, and keeps account of it. */
export class OtherThreads {
  /** Whether they invalidated the range before the present attempt's sequence was taken. */
  invalidatedBetween = false;
  /** Whether they did so since. */
  invalidatedMeanwhile = false;
  /** Whether the present attempt's call was given up: an adversary kept it walking. */
  gaveUp = false;
  /** The pages that they changed, with an invalidation, since a call began that covers them. */
  readonly changedPages = new Set<number>();
  /** The actions that had something to do. */
  readonly done = new Set<ScheduledAction>();
  private schedule: Schedule = [];
  private branches: Branches | null = null;
  private attempt = 0;
  private readonly probes: readonly ThreadEvent[];
  private readonly note: Acted;

  constructor(
    private readonly world: World,
    observe?: (action: ScheduledAction, attempt: number) => void,
  ) {
    this.probes = Array.from({ length: PROBED_WALKS }, (_, index) => this.probe(index + 1));
    this.note = (action, effect) => {
      this.done.add(action);
      if (effect.invalidates && !action.silent) {
        if (effect.entry !== undefined || effect.vma !== undefined) {
          this.changedPages.add(action.page);
        }
        if (action.phase === 'between') this.invalidatedBetween = true;
        else this.invalidatedMeanwhile = true;
      }
      observe?.(action, this.attempt);
    };
  }

  /** Takes over a schedule; `branches` is called for every point that is reached. */
  begin(schedule: Schedule, branches: Branches | null): void {
    this.schedule = schedule;
    this.branches = branches;
    this.done.clear();
    this.changedPages.clear();
  }

  /** A call begins at a page: what was changed from there on until now, it will see. */
  beginCall(firstPage: number): void {
    for (const page of this.changedPages) if (page >= firstPage) this.changedPages.delete(page);
  }

  /** The last attempt is over; what is done from now on belongs to this one. */
  beginAttempt(attempt: number): void {
    this.attempt = attempt;
    this.invalidatedBetween = false;
    this.invalidatedMeanwhile = false;
    if (attempt > 1) this.perform('between');
  }

  /** Does what is scheduled for a phase in which no call runs. */
  perform(phase: 'between' | 'check'): void {
    for (const action of this.schedule) {
      if (action.phase !== phase || !isDuring(action, this.attempt)) continue;
      const effect = this.world.effect(action.action, action.page);
      if (effect === null) continue;
      this.note(action, effect);
      this.world.perform(action.silent ? { ...effect, invalidates: false } : effect, action.page);
    }
    this.branches?.reach(this.world, this.attempt, phase, 0);
  }

  /** What happens during the call of the present attempt. */
  events(): readonly ThreadEvent[] {
    this.gaveUp = false;
    const events = this.scheduledEvents(this.note, () => {
      this.gaveUp = true;
    });
    if (this.branches === null) return events;
    return events.length === 0 ? this.probes : [...events, ...this.probes];
  }

  /** The same without taking account of it: for a call that is only tried. */
  trialEvents(): readonly ThreadEvent[] {
    return this.scheduledEvents(
      () => {},
      () => {},
    );
  }

  private scheduledEvents(note: Acted, giveUp: () => void): readonly ThreadEvent[] {
    const actions = this.schedule.filter(
      (action) => action.phase === 'walk' && isDuring(action, this.attempt),
    );
    if (actions.length === 0) return NO_EVENTS;
    const events: ThreadEvent[] = [];
    for (const action of actions) {
      const first = action.walk === 'every' ? 1 : action.walk;
      const last = action.walk === 'every' ? FOLLOWED_WALKS + 1 : action.walk;
      for (let walk = first; walk <= last; walk++) {
        events.push(new ActionEvent(this.world, action, walk, note));
      }
    }
    if (actions.some(({ walk }) => walk === 'every')) events.push(new GivenUp(this.world, giveUp));
    return events;
  }

  private probe(walk: number): ThreadEvent {
    const reach = (): void => this.branches?.reach(this.world, this.attempt, 'walk', walk);
    return {
      beforeWalk: walk,
      invalidate: false,
      get entries() {
        reach();
        return NO_ENTRIES;
      },
    };
  }
}

/**
 * A scheduled action as an event of a call. What it stores depends on the entry that it meets, so
 * it is worked out when its walk comes: `checkRetry` reads `entries` first, then `invalidate`.
 */
class ActionEvent implements ThreadEvent {
  private effect: ActionEffect | null = null;

  constructor(
    private readonly world: World,
    private readonly action: ScheduledAction,
    readonly beforeWalk: number,
    private readonly note: Acted,
  ) {}

  get entries(): readonly SlotImage[] {
    const { action, page } = this.action;
    this.effect = this.world.effect(action, page);
    if (this.effect === null) return NO_ENTRIES;
    this.note(this.action, this.effect);
    const { entry } = this.effect;
    return entry === undefined
      ? NO_ENTRIES
      : [slotImage(addressOf(page), PTE, entry.low, entry.high)];
  }

  get invalidate(): boolean {
    return this.effect?.invalidates === true && !this.action.silent;
  }
}

/** The end of a call whose adversary would keep it walking: unless others end it, it is sent back. */
class GivenUp implements ThreadEvent {
  readonly beforeWalk = FOLLOWED_WALKS + 1;
  readonly entries = NO_ENTRIES;

  constructor(
    private readonly world: World,
    private readonly giveUp: () => void,
  ) {}

  get invalidate(): boolean {
    if (this.world.space.stale) return false;
    this.giveUp();
    return true;
  }
}
