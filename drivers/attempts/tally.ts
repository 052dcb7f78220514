// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverModel } from '../driver';
import { type AttemptFinding, causeId } from './finding';
import type { AttemptRun, RunEnd } from './run';
import type { Schedule } from './schedule';
import type { Setup } from './setup';

/** A schedule that shows a cause, and all that is needed to run it again. */
export interface MinimalSchedule {
  readonly setup: Setup;
  readonly schedule: Schedule;
  /** How many attempts it runs. */
  readonly attempts: number;
  /** Whether the driver itself ever makes up the window. */
  readonly builtByDriver: boolean;
}

/** One cause, with what was counted of it. */
export interface AttemptCauseCount {
  readonly id: string;
  readonly finding: AttemptFinding;
  /** Schedules that show it. */
  readonly schedules: number;
  /** Those of them whose window the driver itself makes up. */
  readonly builtSchedules: number;
  /** The smallest of them. */
  readonly minimal: MinimalSchedule;
}

/** How runs end. */
export interface EndCounts {
  done: number;
  failed: number;
  recurs: number;
  spins: number;
  undecided: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** As what an end is counted: a loop that gives up, or sends its caller back, fails. */
function endOf({ kind }: RunEnd): keyof EndCounts {
  return kind === 'gave-up' || kind === 'sent-back' ? 'failed' : kind;
}

/** Counts the runs of one loop, and keeps the smallest schedule for each cause. */
export class AttemptTally {
  schedules = 0;
  attempts = 0;
  readonly ends: EndCounts = { done: 0, failed: 0, recurs: 0, spins: 0, undecided: 0 };
  private readonly byId = new Map<string, Mutable<AttemptCauseCount>>();

  constructor(readonly driver: DriverModel) {}

  count(
    setup: Setup,
    schedule: Schedule,
    run: AttemptRun,
    findings: readonly AttemptFinding[],
  ): void {
    this.schedules++;
    this.attempts += run.attempts.length;
    this.ends[endOf(run.end)]++;
    if (findings.length === 0) return;
    const builtByDriver = this.driver.builds(setup.accesses);
    const shown: MinimalSchedule = {
      setup,
      schedule,
      attempts: run.attempts.length,
      builtByDriver,
    };
    const seen = new Set<string>();
    for (const finding of findings) {
      const id = causeId(this.driver.id, finding);
      if (seen.has(id)) continue;
      seen.add(id);
      this.note(id, finding, shown);
    }
  }

  /** Every cause that was found, sorted by id. */
  causes(): readonly AttemptCauseCount[] {
    return [...this.byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  private note(id: string, finding: AttemptFinding, shown: MinimalSchedule): void {
    const known = this.byId.get(id);
    if (known === undefined) {
      const builtSchedules = shown.builtByDriver ? 1 : 0;
      this.byId.set(id, { id, finding, schedules: 1, builtSchedules, minimal: shown });
      return;
    }
    known.schedules++;
    if (shown.builtByDriver) known.builtSchedules++;
    if (isSmaller(shown, known.minimal)) known.minimal = shown;
  }
}

/**
 * Windows that the driver builds come before those it never makes up; then fewest pages, fewest
 * actions, fewest attempts. What was found first stays, and simpler setups are run first.
 */
function isSmaller(left: MinimalSchedule, right: MinimalSchedule): boolean {
  if (left.builtByDriver !== right.builtByDriver) return left.builtByDriver;
  const pages = left.setup.accesses.length - right.setup.accesses.length;
  if (pages !== 0) return pages < 0;
  const actions = left.schedule.length - right.schedule.length;
  if (actions !== 0) return actions < 0;
  return left.attempts < right.attempts;
}
