// SPDX-License-Identifier: GPL-2.0-or-later
import { type DriverModel, regenerating } from '../driver';
import { needsMmapLock } from './actions';
import { type ActionsByPhase, actionsByPhase, Branches } from './branches';
import { judgeRun } from './judge';
import type { AttemptRun } from './run';
import { LoopRunner } from './runner';
import type { Phase, Schedule, ScheduledAction } from './schedule';
import { SCOPE, type ScopePart, setups } from './scope';
import type { Setup } from './setup';
import { AttemptTally } from './tally';

/** Where in every attempt an adversary acts. */
const ADVERSARY_POINTS: readonly (readonly [Phase, number])[] = [
  ['between', 0],
  ['walk', 1],
  ['walk', 2],
  ['check', 0],
];

/** Runs one driver's loop under every schedule of the scope. */
export function enumerateLoop(
  driver: DriverModel,
  scope: readonly ScopePart[] = SCOPE,
): AttemptTally {
  return atOnce(enumerateLoopInSteps(driver, scope));
}

/** As {@link enumerateLoop}, a setup at a time: whoever takes the steps can do something else between them, or end. */
export function* enumerateLoopInSteps(
  driver: DriverModel,
  scope: readonly ScopePart[],
): Generator<void, AttemptTally> {
  const enumeration = new LoopEnumeration(driver);
  for (const part of scope) yield* enumeration.runPart(part);
  return enumeration.tally;
}

/** Takes all steps of something, and returns what it comes to. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

class LoopEnumeration {
  readonly tally: AttemptTally;
  private readonly runner: LoopRunner;
  /** The same loop with its requests written anew, to try what comes of a schedule then. */
  private readonly regenerating: LoopRunner;
  private loadedRegenerating = false;
  private actions: ActionsByPhase = actionsByPhase([]);
  private setup: Setup = { accesses: [], vma: 'gap', entries: [] };

  constructor(private readonly driver: DriverModel) {
    this.runner = new LoopRunner(driver);
    this.regenerating = new LoopRunner(regenerating(driver));
    this.tally = new AttemptTally(driver);
  }

  *runPart(part: ScopePart): Generator<void> {
    this.actions = actionsByPhase(part.actionNames);
    for (const accesses of part.windows(this.driver)) {
      for (const setup of setups(part, accesses)) {
        this.setup = setup;
        this.runner.load(setup);
        this.loadedRegenerating = false;
        this.runSetup(part);
        yield;
      }
    }
  }

  private runSetup(part: ScopePart): void {
    const first = this.runFinite([], part.actions);
    if (part.adversaries !== 'none') this.runAdversaries([]);
    if (part.adversaries === 'after one action') {
      for (const action of first) if (action.attempt === 1) this.runAdversaries([action]);
    }
    this.runSilentAdversaries(part);
  }

  /** Runs a schedule and all that go on from it; returns the actions that can come next. */
  private runFinite(schedule: Schedule, more: number): readonly ScheduledAction[] {
    const branches = more > 0 ? new Branches(schedule, this.actions) : null;
    this.runOne(schedule, branches);
    if (branches === null) return [];
    for (const action of branches.found) this.runFinite([...schedule, action], more - 1);
    return branches.found;
  }

  /** Everything that can be done in every attempt, after a finite beginning. */
  private runAdversaries(beginning: Schedule): void {
    for (const [phase, walk] of ADVERSARY_POINTS) {
      for (const action of this.actions[phase]) {
        // A VMA can be taken away only once; that is no adversary.
        if (needsMmapLock(action)) continue;
        const pages = action === 'invalidate' ? 1 : this.setup.accesses.length;
        for (let page = 0; page < pages; page++) {
          const again = { attempt: 'every', phase, walk, action, page, silent: false } as const;
          this.runOne([...beginning, again]);
        }
      }
    }
  }

  /** Changes before every walk that no invalidation goes with. */
  private runSilentAdversaries({ silent }: ScopePart): void {
    for (const action of silent) {
      for (let page = 0; page < this.setup.accesses.length; page++) {
        const again = { attempt: 'every', phase: 'walk', walk: 'every', action, page } as const;
        this.runOne([{ ...again, silent: true }]);
      }
    }
  }

  private runOne(schedule: Schedule, branches: Branches | null = null): void {
    const run = this.runner.run(schedule, branches);
    // With an action that finds nothing to do it is a run of a smaller schedule.
    if (run.actionsDone < schedule.length) return;
    const endsRegenerated = (): boolean => this.endsRegenerated(run, schedule);
    this.tally.count(
      this.setup,
      schedule,
      run,
      judgeRun(run, schedule, this.driver.loop, endsRegenerated),
    );
  }

  private endsRegenerated(run: AttemptRun, schedule: Schedule): boolean {
    // As long as every attempt asks the same, nothing would be different.
    if (run.attempts.every(({ changes }) => changes.length === 0)) return false;
    if (!this.loadedRegenerating) this.regenerating.load(this.setup);
    this.loadedRegenerating = true;
    const { kind } = this.regenerating.run(schedule).end;
    return kind === 'done' || kind === 'failed';
  }
}
