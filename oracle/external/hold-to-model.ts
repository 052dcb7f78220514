// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { generateScenario } from '../generate/generate';
import type { Profile } from '../generate/profiles';
import { Random } from '../generate/random';
import { memoryTaken } from '../run/told-ahead';
import { readCorpus } from '../scenario/corpus';
import type { Scenario } from '../scenario/scenario';
import { familiesOf, type Scope } from '../scope/scopes';
import type { ExternalSide } from './external-side';
import { type HeldReport, heldReport } from './held-report';
import { HeldTally } from './held-tally';

/** Which scenarios a side is asked. */
export interface HeldSources {
  readonly vectors: readonly string[];
  /** 0 is none. */
  readonly scope: Scope | 0;
  readonly seed: number;
  readonly runs: number;
  readonly profile: Profile;
}

/** How many scenarios are asked together. */
const BATCH = 512;
/** Pages and entries, of which large scenarios have many. */
const BATCH_SIZE = 100_000;

/**
 * Holds an external side to its model on the scenarios of files, of a scope, and on random ones; a
 * side with saved results, on the scenarios that it has results of.
 *
 * @param progress is called with the stage and the number of scenarios done.
 * @param signal ends the run early; the report then holds what was done.
 * @throws InputError if a file cannot be read.
 */
export async function holdToModel(
  side: ExternalSide,
  sources: HeldSources,
  progress: (stage: string, done: number) => void,
  signal: AbortSignal,
): Promise<HeldReport> {
  const tally = new HeldTally(side);
  const stop = (): void => side.interrupt?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const batch of batchesOf(scenariosFor(side, sources))) {
      if (signal.aborted) break;
      const answers = await side.answers(batch);
      if (signal.aborted) break;
      for (const [index, scenario] of batch.entries()) {
        const answer = answers[index];
        if (answer !== undefined) tally.add(scenario, answer);
      }
      progress(side.name, tally.scenarios);
      await setImmediate();
    }
    // Whoever asks for simpler scenarios waits for the side, too.
    return await heldReport(tally);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function* scenariosFor(
  side: ExternalSide,
  { vectors, scope, seed, runs, profile }: HeldSources,
): AsyncGenerator<Scenario> {
  if (side.saved !== undefined) {
    yield* side.saved;
    return;
  }
  for (const file of vectors) for await (const { scenario } of readCorpus(file)) yield scenario;
  for (const family of scope === 0 ? [] : familiesOf(scope)) {
    for (let number = 0; number < family.size; number++) yield family.scenario(number);
  }
  const random = new Random(seed, 0);
  for (let index = 0; index < runs; index++) {
    random.restart(seed, index);
    yield generateScenario(random, profile);
  }
}

async function* batchesOf(scenarios: AsyncIterable<Scenario>): AsyncGenerator<readonly Scenario[]> {
  let batch: Scenario[] = [];
  let size = 0;
  for await (const scenario of scenarios) {
    batch.push(scenario);
    size += memoryTaken(scenario);
    if (batch.length < BATCH && size < BATCH_SIZE) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}
