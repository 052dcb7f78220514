// SPDX-License-Identifier: GPL-2.0-or-later
import { simpler } from '../../oracle/generate/simplify';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { AuditTrial, JudgedTrial, TrialRunner } from './trial';

/** How many candidates are sent to the programs at once: the first ones are the likely ones. */
const FIRST_CANDIDATES = 8;
const MOST_CANDIDATES = 256;

/** Whether a judged scenario shows the cause, as a mistake of the conversion. */
function shows(judged: JudgedTrial | undefined, cause: string): boolean {
  if (judged?.kind !== 'ran' && judged?.kind !== 'no result') return false;
  return judged.shown.some((one) => one.cause === cause && one.known === null);
}

/**
 * Goes from a scenario to simpler ones that show the same cause, until there is none. Takes the
 * same steps as `shrinkFailure()`, but asks about many candidates at a time.
 */
export async function shrinkCause(
  { scenario, circumstances }: AuditTrial,
  cause: string,
  runner: TrialRunner,
  signal: AbortSignal,
): Promise<AuditTrial> {
  let reached = scenario;
  while (!signal.aborted) {
    const next = await simplerWith({ scenario: reached, circumstances }, cause, runner);
    if (next === undefined) break;
    reached = next;
  }
  return { scenario: reached, circumstances };
}

async function simplerWith(
  { scenario, circumstances }: AuditTrial,
  cause: string,
  runner: TrialRunner,
): Promise<Scenario | undefined> {
  const candidates = simpler(scenario);
  for (let size = FIRST_CANDIDATES; ; size = Math.min(2 * size, MOST_CANDIDATES)) {
    const some = take(candidates, size);
    if (some.length === 0) return undefined;
    const trials = some.map((one): AuditTrial => ({ scenario: one, circumstances }));
    const index = await firstThatShows(trials, cause, runner);
    if (index >= 0) return some[index];
  }
}

/** A candidate that ends its process may be the one; only if not, those after it are run. */
async function firstThatShows(
  candidates: readonly AuditTrial[],
  cause: string,
  runner: TrialRunner,
): Promise<number> {
  for (let from = 0; from < candidates.length; ) {
    const judged = await runner.judge(candidates.slice(from), 0);
    const index = judged.findIndex((one) => shows(one, cause));
    if (index >= 0) return from + index;
    const notRun = judged.findIndex(({ kind }) => kind === 'not run');
    if (notRun < 0) return -1;
    from += notRun;
  }
  return -1;
}

function take(candidates: Iterator<Scenario, void>, count: number): Scenario[] {
  const taken: Scenario[] = [];
  while (taken.length < count) {
    const { value, done } = candidates.next();
    if (done === true || value === undefined) break;
    taken.push(value);
  }
  return taken;
}
