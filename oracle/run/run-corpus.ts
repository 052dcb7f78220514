// SPDX-License-Identifier: GPL-2.0-or-later
import type { Source } from '../scenario/bytes';
import { type CorpusOptions, type CorpusScenario, scanCorpus } from '../scenario/corpus';
import { InputError } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { requireFormat } from './require-format';
import type { Runner } from './runner';
import type { SideFailure } from './side-failure';
import { type OtherResult, vectorChunks } from './vector-text';

/** Runs a scenario on each side; what it returns is written beside the results, as `notes`. */
export type RunScenario = (runner: Runner, scenario: Scenario) => readonly unknown[] | undefined;

/** Asks sides that are no models for their results. */
export type AskOthers = (scenario: Scenario) => Promise<readonly OtherResult[]>;

/**
 * Runs the scenarios of a source and writes a line `{"scenario", "expect"}` for each: the vectors'
 * own form, with the scenario as it stood in the source. A bad line is reported, and the next one
 * is run. A side that throws is reported, too, and its result says so.
 *
 * @param run how a scenario is run.
 * @param write takes a piece of text; a promise that it returns is waited for.
 * @param others asks sides that are no models for their results, which stand after those of the sides.
 * @returns how many scenarios were run.
 * @throws InputError if the source cannot be read.
 */
export async function runCorpus(
  source: Source,
  runner: Runner,
  options: CorpusOptions,
  write: (text: string) => Promise<void> | undefined,
  report: (error: InputError | SideFailure) => void,
  run: RunScenario = runPlainly,
  others?: AskOthers,
): Promise<number> {
  let scenarios = 0;
  for await (const item of scanCorpus(source, options)) {
    if (item.kind === 'error') {
      report(item.error);
      continue;
    }
    const refused = refusal(item, runner);
    if (refused !== undefined) {
      report(refused);
      continue;
    }
    const notes = run(runner, item.scenario);
    scenarios++;
    for (const { failure } of runner.sides) if (failure !== undefined) report(failure);
    const beside = others === undefined ? [] : await others(item.scenario);
    for (const chunk of vectorChunks(item.document, runner.sides, notes, beside, item.text)) {
      const behind = write(chunk);
      if (behind !== undefined) await behind;
    }
  }
  return scenarios;
}

function runPlainly(runner: Runner, scenario: Scenario): undefined {
  runner.run(scenario);
}

/** Why a runner's sides cannot run a scenario, if they cannot. */
function refusal(item: CorpusScenario, { names }: Runner): InputError | undefined {
  try {
    requireFormat(item.scenario, names, item);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
