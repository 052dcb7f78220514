// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernName, NarrowName } from '../modern/revision';
import { type OverflowDocument, resultOf } from '../oracle/run/result';
import { Runner, requireFormat } from '../oracle/run/runner';
import { allSideNames, SIDE_NAMES, type SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type {
  ResultDocument,
  ScenarioDocument,
  ScenarioWithFormat,
} from '../oracle/scenario/document';
import { GOLDEN_SIDES } from '../oracle/scenario/sides';
import { internal, SCENARIO } from './scenario';

/** The sides that run if none are named: those whose results the golden vectors have. */
export const DEFAULT_SIDES = GOLDEN_SIDES;

/**
 * Runs a scenario on each side, from the same address space, and gives what `hmm_range_fault()` of
 * that revision returns and leaves in the array, in the form of the golden vectors: return code,
 * raw words (64-bit hex, one a page), calls of `handle_mm_fault()`, walks, and v5.7's page count.
 *
 * @returns a result of each of {@link DEFAULT_SIDES}.
 * @throws InputError for what is no scenario, and for one without a customizable format, `legacy`.
 */
export function runScenario(scenario: ScenarioWithFormat): Results<(typeof DEFAULT_SIDES)[number]>;
/**
 * Runs a scenario on these sides.
 *
 * @param sides which revisions to run.
 * @returns a result of each. Only on 32 bits per long can there be none: a pfn did not fit.
 * @throws InputError for what is no scenario, and for one without a customizable format if a side
 *   has one.
 * @throws RangeError for what is no side.
 */
export function runScenario<const Name extends SideName>(
  scenario: ScenarioWithFormat,
  sides: readonly Name[],
): Results<Name>;
/**
 * Runs a scenario, which needs no customizable format, on sides with the fixed one.
 *
 * @param sides which revisions to run.
 * @returns a result of each. Only on 32 bits per long can there be none: a pfn did not fit.
 * @throws InputError for what is no scenario.
 * @throws RangeError for what is no side.
 */
export function runScenario<const Name extends ModernName>(
  scenario: ScenarioDocument,
  sides: readonly Name[],
): Results<Name>;
export function runScenario(
  scenario: ScenarioDocument,
  sides: readonly SideName[] = DEFAULT_SIDES,
): Readonly<Record<string, ResultDocument | OverflowDocument>> {
  const runner = runnerOf(sides);
  const read = internal(scenario);
  requireFormat(read, sides, SCENARIO);
  runner.run(read);
  return Object.fromEntries(runner.sides.map((side) => [side.name, resultOf(side)]));
}

/** A result a side; on 32 bits per long perhaps none. */
export type Results<Name extends SideName> = {
  readonly [Key in Name]: Key extends NarrowName
    ? ResultDocument | OverflowDocument
    : ResultDocument;
};

const runners = new Map<string, Runner>();

/**
 * A runner of these sides; each set of sides has one, which is used again.
 * @throws RangeError for what is no side.
 */
export function runnerOf(sides: readonly SideName[]): Runner {
  const unknown = sides.find((side) => !allSideNames().includes(side));
  if (unknown !== undefined) {
    throw new ArgumentError(`"sides" expected some of ${SIDE_NAMES.join(', ')}, got ${unknown}`);
  }
  const key = sides.join();
  const runner = runners.get(key) ?? Runner.of(sides);
  runners.set(key, runner);
  return runner;
}
