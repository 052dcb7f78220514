// SPDX-License-Identifier: GPL-2.0-or-later
import { type ActionName, effectOf, needsMmapLock } from './actions';
import type { Phase, Schedule, ScheduledAction } from './schedule';
import type { World } from './world';

export type ActionsByPhase = Readonly<Record<Phase, readonly ActionName[]>>;

/** Greater than the number of any walk; it makes the check come after all walks. */
const AFTER_WALKS = 1000;

/**
 * Collects, during a run, everything that other threads could have done after the last action of
 * its schedule: at every point that the run came by, every action that has something to do there.
 * A second action at the same point concerns a later page, so no two schedules are the same.
 */
export class Branches {
  readonly found: ScheduledAction[] = [];
  private fromPoint = 0;
  private fromPage = 0;

  constructor(
    schedule: Schedule,
    private readonly actions: ActionsByPhase,
  ) {
    const last = schedule[schedule.length - 1];
    if (last === undefined) return;
    this.fromPoint = pointOf(Number(last.attempt), last.phase, Number(last.walk));
    this.fromPage = last.page + 1;
  }

  /** The run came by a point. */
  reach(world: World, attempt: number, phase: Phase, walk: number): void {
    const point = pointOf(attempt, phase, walk);
    if (point < this.fromPoint) return;
    const actions = this.actions[phase];
    for (let page = point === this.fromPoint ? this.fromPage : 0; page < world.pages; page++) {
      const situation = world.situation(page);
      for (const action of actions) {
        // An invalidation concerns the range as a whole; one page stands for it.
        if (action === 'invalidate' && page > 0) continue;
        if (effectOf(action, situation) === null) continue;
        this.found.push({ attempt, phase, walk, action, page, silent: false });
      }
    }
  }
}

/** Which of these actions can be done in each phase, and are not the same as doing nothing. */
export function actionsByPhase(names: readonly ActionName[]): ActionsByPhase {
  return {
    between: names.filter((action) => action !== 'invalidate'),
    walk: names.filter((action) => !needsMmapLock(action)),
    check: names,
  };
}

function pointOf(attempt: number, phase: Phase, walk: number): number {
  const within = phase === 'check' ? AFTER_WALKS : phase === 'walk' ? walk : 0;
  return attempt * 2 * AFTER_WALKS + within;
}
