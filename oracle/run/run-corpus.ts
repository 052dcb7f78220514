// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import type { Source } from '../scenario/bytes';
import { type CorpusOptions, type CorpusScenario, scanCorpusBatches } from '../scenario/corpus';
import { InputError } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { type Runner, requireFormat } from './runner';
import type { SideFailure } from './side-failure';
import { TextBytes } from './text-bytes';
import { type OtherResult, writeVector } from './vector-text';

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
 * @param write takes a piece of UTF-8 text, which is its own from then on; a promise that it returns is waited for.
 * @param others asks sides that are no models for their results, which stand after those of the sides.
 * @param signal ends the run before the next scenario, or in one that is waited for, of which nothing is written then.
 * @returns how many scenarios were run.
 * @throws InputError if the source cannot be read.
 */
export async function runCorpus(
  source: Source,
  runner: Runner,
  options: CorpusOptions,
  write: (text: Uint8Array) => Promise<void> | undefined,
  report: (error: InputError | SideFailure) => void,
  run: RunScenario = runPlainly,
  others?: AskOthers,
  signal: AbortSignal = NEVER,
): Promise<number> {
  const bytes = new TextBytes();
  // What is no model may take long over one scenario: a signal is heard after each.
  const isSlow = others !== undefined || runner.looksAhead;
  let scenarios = 0;
  try {
    for await (const batch of scanCorpusBatches(source, options)) {
      for (const item of batch) {
        if (signal.aborted) return scenarios;
        const refused = item.kind === 'error' ? item.error : refusal(item, runner);
        if (item.kind === 'error' || refused !== undefined) {
          if (refused !== undefined) report(refused);
          continue;
        }
        const { scenario, document, text } = item;
        const notes = run(runner, scenario);
        const beside = others === undefined ? [] : await others(scenario);
        if (isSlow) await setImmediate();
        if (signal.aborted) return scenarios;
        scenarios++;
        for (const { failure } of runner.sides) if (failure !== undefined) report(failure);
        const vector = { document, sides: runner.sides, notes, others: beside, text };
        for (const _pause of writeVector(vector, bytes)) await write(bytes.take());
        if (bytes.isEnough) await write(bytes.take());
      }
    }
  } finally {
    await write(bytes.take());
  }
  return scenarios;
}

const NEVER = new AbortController().signal;

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
