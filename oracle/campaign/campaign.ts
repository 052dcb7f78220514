// SPDX-License-Identifier: GPL-2.0-or-later
import { Turns } from '../child/turns';
import { generateScenario } from '../generate/generate';
import type { Profile } from '../generate/profiles';
import { Random } from '../generate/random';
import type { Tally } from './tally';

/** Which random scenarios to run: numbers `first` to `first + runs - 1` of a seed. */
interface CampaignOptions {
  readonly seed: number;
  readonly first: number;
  readonly runs: number;
  readonly profile: Profile;
}

/** How many scenarios are run before progress is told. */
const BATCH = 2_000;

/**
 * Runs random scenarios into a tally until all are done or the signal is aborted. Scenario number n
 * of a seed is the same whatever was run before it.
 *
 * @param progress is called after each batch with the number of scenarios done.
 */
export async function runCampaign(
  options: CampaignOptions,
  tally: Tally,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { seed, first, runs, profile } = options;
  const random = new Random(seed, first);
  const turns = new Turns();
  for (let done = 0; done < runs && !signal.aborted; ) {
    const index = first + done;
    random.restart(seed, index);
    tally.add(generateScenario(random, profile), index);
    if (++done % BATCH === 0 || done === runs) progress(done);
    await turns.pause();
  }
}
