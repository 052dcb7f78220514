// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import { runCampaign } from '../campaign/campaign';
import { Judge } from '../campaign/judge';
import { newCauses } from '../campaign/new-causes';
import { Tally } from '../campaign/tally';
import { sidesText } from '../compare/sides-diff';
import type { Profile } from '../generate/profiles';
import { shrinkFailure } from '../generate/shrink';
import { makeSide, Runner } from '../run/runner';
import { allSideNames, isModel, type SideName } from '../run/side-names';
import type { ScenarioDocument } from '../scenario/schema';
import { writeScenario } from '../scenario/write';
import { type RunVerdict, verdictOf } from '../verdict/verdict';
import { CANARIES, type Canary, CanarySide } from './canary-side';
import type { Progress } from './options';

export { CANARIES, type Canary } from './canary-side';

/** What a canary is looked for in. */
interface CanaryOptions {
  readonly sides: readonly SideName[];
  readonly seed: number;
  readonly runs: number;
  readonly profile: Profile;
}

/** How a canary was reported. */
interface CanaryFinding {
  readonly cause: string;
  /** How many causes it was reported under, this one most often. */
  readonly causes: number;
  /** In how many scenarios this cause showed. */
  readonly count: number;
  /** The simplest scenario that shows it. */
  readonly scenario: ScenarioDocument;
  /** What the sides did, as in a report of a check. */
  readonly text: string;
}

/** Whether a wrong decision that was planted on purpose was seen. */
export interface CanaryReport {
  readonly options: CanaryOptions;
  readonly canary: Canary;
  /** The side that it was planted into. */
  readonly side: SideName;
  readonly interrupted: boolean;
  readonly scenarios: number;
  /** Whether that side came to a result in any of them: else nothing was planted. */
  readonly hasRun: boolean;
  /** Undefined if nothing was reported: then the check is blind. */
  readonly finding: CanaryFinding | undefined;
}

/** The side that a canary is planted into: the last one. */
function plantedAmong(sides: readonly SideName[]): SideName {
  return (
    allSideNames()
      .filter((name) => sides.includes(name))
      .at(-1) ?? 'modern'
  );
}

/** The canaries that can be planted into the last of these sides: what is no model makes page faults of its own. */
export function canariesFor(sides: readonly SideName[]): readonly Canary[] {
  return isModel(plantedAmong(sides))
    ? CANARIES
    : CANARIES.filter(({ overrule }) => overrule === undefined);
}

/** The canary of a seed, among some. */
export function canaryOf(seed: number, canaries: readonly Canary[] = CANARIES): Canary {
  const canary = canaries[seed % canaries.length];
  if (canary === undefined) throw new RangeError(`"seed" expected a whole number, got ${seed}`);
  return canary;
}

/**
 * Plants a canary into the last of the sides and runs random scenarios past the judge that a check
 * has, with the same known differences and the same contract.
 *
 * @param signal ends the run early.
 */
export async function checkCanary(
  options: CanaryOptions,
  canary: Canary,
  progress: Progress,
  signal: AbortSignal,
): Promise<CanaryReport> {
  const { sides, runs } = options;
  const planted = plantedAmong(sides);
  const runner = runnerWith(sides, planted, canary);
  const judge = new Judge(runner);
  const tally = new Tally(judge);
  const tell = (done: number): void => progress('random scenarios', done, runs);
  await runCampaign({ ...options, first: 0 }, tally, tell, signal);
  return {
    options,
    canary,
    side: planted,
    interrupted: signal.aborted,
    scenarios: tally.scenarios,
    hasRun: runner.sides.some((side) => side instanceof CanarySide && side.hasRun),
    finding: findingOf(tally, judge, new Judge(Runner.of(sides))),
  };
}

/** What a run with a canary comes to: `clean` if it was reported, `found` if the check is blind. */
export function verdictOfCanary(report: CanaryReport): RunVerdict {
  const { interrupted, scenarios, hasRun, side, finding } = report;
  const none = scenarios > 0 && !hasRun ? [`${side} has no result in any of them`] : [];
  const compared = hasRun ? scenarios : 0;
  const part = { what: 'random scenarios', compared, notCompared: none, required: true };
  const isBlind = finding === undefined && !interrupted && compared > 0;
  return verdictOf(isBlind, { interrupted: interrupted && finding === undefined, parts: [part] });
}

function runnerWith(sides: readonly SideName[], planted: SideName, canary: Canary): Runner {
  const space = new AddressSpace();
  const ordered = allSideNames().filter((name) => sides.includes(name));
  return new Runner(
    space,
    ordered.map((name) =>
      name === planted ? new CanarySide(name, space, canary) : makeSide(name, space),
    ),
  );
}

/** The most frequent cause that the sides as they are do not show, shrunk. */
function findingOf(tally: Tally, judge: Judge, right: Judge): CanaryFinding | undefined {
  const causes = tally
    .newCauses()
    .filter(({ cause, scenario }) =>
      newCauses(right.judge(scenario)).every((one) => one.cause !== cause),
    );
  const [first] = causes;
  if (first === undefined) return undefined;
  const { cause, count } = first;
  const shown = (scenario: typeof first.scenario) =>
    newCauses(judge.judge(scenario)).find((one) => one.cause === cause);
  const { scenario } = shrinkFailure(first.scenario, (one) => shown(one) !== undefined);
  const text = sidesText(scenario, shown(scenario)?.sides ?? []);
  return {
    cause,
    causes: causes.length,
    count,
    scenario: writeScenario({ ...scenario, id: 'canary' }),
    text,
  };
}
