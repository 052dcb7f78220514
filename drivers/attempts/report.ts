// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { Turns } from '../../oracle/child/turns';
import { type RunVerdict, type VerdictPart, verdictOf } from '../../oracle/verdict/verdict';
import { type DriverModel, regenerating } from '../driver';
import { DRIVERS } from '../registry';
import { atOnce, enumerateLoopInSteps } from './enumerate';
import { comesFromDestroyedInput, describeFinding, type FindingKind, isMistake } from './finding';
import { type Replay, replaySchedule } from './replay';
import { SCOPE, type ScopePart } from './scope';
import type { AttemptCauseCount, AttemptTally, EndCounts, MinimalSchedule } from './tally';

/** One cause for which requests are lost, grow, or a loop does not end. */
export interface CauseReport {
  readonly id: string;
  readonly kind: FindingKind;
  readonly text: string;
  readonly fromDestroyedInput: boolean;
  /** Whether it is wrong in a loop, and shows with windows that the driver makes up. */
  readonly mistake: boolean;
  /** Schedules that show it, and those of them whose window the driver itself makes up. */
  readonly schedules: number;
  readonly builtSchedules: number;
  readonly minimal: MinimalSchedule;
  readonly replay: Replay;
  /** The same schedule on the loop that writes its requests anew. */
  readonly regenerated: Replay;
  /** Whether any schedule shows the cause on that loop. */
  readonly remains: boolean;
}

/** How many schedules were run, in how many attempts, and how they ended. */
export interface RunCounts {
  readonly schedules: number;
  readonly attempts: number;
  readonly ends: Readonly<EndCounts>;
}

/** What writing the requests anew before each attempt changes. */
interface RegenerationReport extends RunCounts {
  readonly removed: readonly string[];
  readonly remaining: readonly string[];
  /** Causes that only the regenerating loop has. */
  readonly added: readonly string[];
  /** Whether what was removed is what comes from destroyed input, no more and no less. */
  readonly exact: boolean;
}

/** What the enumeration found of one driver's loop. */
export interface LoopReport extends RunCounts {
  readonly driver: string;
  /** How a user named the loop to the command; null for one of this project. */
  readonly source: string | null;
  readonly title: string;
  readonly causes: readonly CauseReport[];
  readonly regeneration: RegenerationReport;
}

/** What was enumerated, and what was found: plain data. */
export interface AttemptReport {
  readonly scope: readonly string[];
  readonly loops: readonly LoopReport[];
}

/**
 * Runs every loop, as it is and with its requests written anew before each attempt, under every
 * schedule of the scope. It runs for seconds, and gives the same report each time.
 */
export function enumerateAttempts(
  drivers: readonly DriverModel[] = DRIVERS,
  scope: readonly ScopePart[] = SCOPE,
  source: string | null = null,
): AttemptReport {
  return {
    scope: scope.map(({ title }) => title),
    loops: drivers.map((driver) => atOnce(reportInSteps(driver, scope, source))),
  };
}

/**
 * As {@link enumerateAttempts}, and hears of signals meanwhile.
 * @returns null if the signal came before every loop was run.
 */
export async function enumerateUntilAborted(
  drivers: readonly DriverModel[],
  signal: AbortSignal,
  source: string | null = null,
): Promise<AttemptReport | null> {
  const turns = new Turns();
  const loops: LoopReport[] = [];
  for (const driver of drivers) {
    const steps = reportInSteps(driver, SCOPE, source);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) {
        loops.push(step.value);
        break;
      }
      await turns.pause();
      if (signal.aborted) return null;
    }
  }
  return { scope: SCOPE.map(({ title }) => title), loops };
}

/** What is wrong in a loop. */
export function mistakesOf({ causes }: LoopReport): readonly CauseReport[] {
  return causes.filter(({ mistake }) => mistake);
}

/** Whether a user's loop has no mistake; those of this project are known. */
function isRight(loop: LoopReport): boolean {
  return loop.source === null || mistakesOf(loop).length === 0;
}

/** Whether in every loop writing the requests anew changes what it should, and nothing else. */
export function isAsExpected({ loops }: AttemptReport): boolean {
  return loops.every(({ regeneration }) => regeneration.exact);
}

/** What an enumeration comes to: each loop must have been run, with a decision, both ways. */
export function verdictOfAttempts(report: AttemptReport): RunVerdict {
  const parts = report.loops.map(({ driver, schedules, ends, regeneration }): VerdictPart => {
    const undecided = ends.undecided + regeneration.ends.undecided;
    const compared = Math.min(schedules, regeneration.schedules);
    const none = compared === 0 ? ['no schedule was run'] : [];
    const open = undecided === 0 ? [] : [`${undecided} schedules end undecided`];
    return { what: driver, compared, notCompared: [...none, ...open], required: true };
  });
  const found = !isAsExpected(report) || !report.loops.every(isRight);
  return verdictOf(found, { interrupted: false, parts });
}

function* reportInSteps(
  driver: DriverModel,
  scope: readonly ScopePart[],
  source: string | null,
): Generator<void, LoopReport> {
  const found = yield* enumerateLoopInSteps(driver, scope);
  const regenerated = readsArray(driver, scope)
    ? yield* enumerateLoopInSteps(regenerating(driver), scope)
    : found;
  const remaining = new Set(regenerated.causes().map(({ id }) => id));
  return {
    driver: driver.id,
    source,
    title: driver.title,
    ...countsOf(found),
    causes: found.causes().map((cause) => reportCause(driver, cause, remaining.has(cause.id))),
    regeneration: { ...countsOf(regenerated), ...compareCauses(found, regenerated) },
  };
}

/** Whether what stands in the array can make a call ask otherwise: with a mask of 0 it cannot. */
function readsArray(driver: DriverModel, scope: readonly ScopePart[]): boolean {
  return scope
    .flatMap((part) => part.windows(driver))
    .some((accesses) => driver.encode(accesses).mask !== Ask.nothing);
}

function reportCause(driver: DriverModel, cause: AttemptCauseCount, remains: boolean): CauseReport {
  const { id, finding, schedules, builtSchedules, minimal } = cause;
  const { setup, schedule } = minimal;
  return {
    id,
    kind: finding.kind,
    text: describeFinding(finding),
    fromDestroyedInput: comesFromDestroyedInput(finding),
    mistake: isMistake(finding) && builtSchedules > 0,
    schedules,
    builtSchedules,
    minimal,
    replay: replaySchedule(driver, setup, schedule),
    regenerated: replaySchedule(regenerating(driver), setup, schedule),
    remains,
  };
}

function compareCauses(
  found: AttemptTally,
  regenerated: AttemptTally,
): Pick<RegenerationReport, 'removed' | 'remaining' | 'added' | 'exact'> {
  const before = found.causes();
  const after = new Set(regenerated.causes().map(({ id }) => id));
  const known = new Set(before.map(({ id }) => id));
  const added = [...after].filter((id) => !known.has(id));
  const exact = before.every(
    ({ id, finding }) => after.has(id) !== comesFromDestroyedInput(finding),
  );
  return {
    removed: before.filter(({ id }) => !after.has(id)).map(({ id }) => id),
    remaining: before.filter(({ id }) => after.has(id)).map(({ id }) => id),
    added,
    exact: exact && added.length === 0,
  };
}

function countsOf({ schedules, attempts, ends }: AttemptTally): RunCounts {
  return { schedules, attempts, ends: { ...ends } };
}
