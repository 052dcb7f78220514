// SPDX-License-Identifier: GPL-2.0-or-later
import { simpler } from '../../oracle/generate/simplify';
import type { Scenario } from '../../oracle/scenario/scenario';
import { costOfEnd } from './named';
import type { AuditTrial, JudgedTrial, TrialRunner } from './trial';

/** How many candidates are sent to the programs at once: the first ones are the likely ones. */
const FIRST_CANDIDATES = 8;
const MOST_CANDIDATES = 256;

/**
 * How many candidates may end their process, for each cause: what is reached then is shown. Where most
 * candidates of a large scenario crash in another way, none of hundreds is the one.
 */
const MOST_ENDS = 200;

/** Whether a judged scenario shows the cause, as a mistake of the conversion. */
function shows(judged: JudgedTrial | undefined, cause: string): boolean {
  if (judged?.kind !== 'ran' && judged?.kind !== 'no result') return false;
  return judged.shown.some((one) => one.cause === cause && one.known === null);
}

/** What it cost to end the processes of judged scenarios. */
function endsOf(judged: readonly JudgedTrial[]): number {
  return judged
    .flatMap((one) => (one.kind === 'ran' ? one.shown : []))
    .reduce((ends, { end }) => ends + costOfEnd(end), 0);
}

/**
 * Goes from a scenario to simpler ones that show the same cause, until there is none, or too many of
 * them have ended their process. Takes the same steps as `shrinkFailure()`, but asks about many
 * candidates at a time.
 */
export async function shrinkCause(
  { scenario, circumstances }: AuditTrial,
  cause: string,
  runner: TrialRunner,
  signal: AbortSignal,
): Promise<AuditTrial> {
  const search = new Search(cause, runner);
  let reached = scenario;
  while (!signal.aborted) {
    const next = await search.simpler({ scenario: reached, circumstances });
    if (next === undefined) break;
    reached = next;
  }
  return { scenario: reached, circumstances };
}

/** The search for simpler scenarios that show one cause. */
class Search {
  private ends = 0;

  constructor(
    private readonly cause: string,
    private readonly runner: TrialRunner,
  ) {}

  /** The first simpler scenario that shows the cause; undefined if there is none, or no more to spend. */
  async simpler({ scenario, circumstances }: AuditTrial): Promise<Scenario | undefined> {
    const candidates = simpler(scenario);
    for (let size = FIRST_CANDIDATES; ; size = Math.min(2 * size, MOST_CANDIDATES)) {
      const some = take(candidates, size);
      if (some.length === 0) return undefined;
      const index = await this.firstThatShows(
        some.map((one) => ({ scenario: one, circumstances })),
      );
      if (index >= 0) return some[index];
      if (this.ends >= MOST_ENDS) return undefined;
    }
  }

  /**
   * A candidate that ends its process may be the one; only if not, those after it are run. Where one
   * does, many do: each time more of them may, as all that are left are prepared again for it.
   */
  private async firstThatShows(candidates: readonly AuditTrial[]): Promise<number> {
    let ends = 0;
    for (let from = 0; from < candidates.length && this.ends < MOST_ENDS; ) {
      const judged = await this.runner.judge(candidates.slice(from), ends);
      this.ends += endsOf(judged);
      const index = judged.findIndex((one) => shows(one, this.cause));
      if (index >= 0) return from + index;
      const notRun = judged.findIndex(({ kind }) => kind === 'not run');
      if (notRun < 0) return -1;
      from += notRun;
      ends = 2 * ends + 1;
    }
    return -1;
  }
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
