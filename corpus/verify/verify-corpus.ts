// SPDX-License-Identifier: GPL-2.0-or-later
import { claimMismatch, claimOf } from '../../oracle/campaign/claim';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { sidesShowing } from '../../oracle/check/minimal';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { Runner, requireFormat } from '../../oracle/run/runner';
import { SIDE_NAMES, type SideName } from '../../oracle/run/side-names';
import type { Source } from '../../oracle/scenario/bytes';
import { type CorpusScenario, scanCorpus } from '../../oracle/scenario/corpus';
import { InputError } from '../../oracle/scenario/input-error';
import { GOLDEN_SIDES } from '../../oracle/scenario/sides';
import { driftCause, driftExample } from './drift';
import type { FileFindings } from './report';

/** How many scenarios are run between two checks of the signal and two progress reports. */
const STRIDE = 500;

/**
 * Runs a corpus again, JSON Lines or one document: each side must come to the results that stand
 * beside a scenario; and a minimal fixture must show the causes that it names.
 *
 * @param progress is called with the number of scenarios done.
 * @param signal ends it early; the findings then say so.
 */
export async function verifyCorpus(
  source: Source,
  findings: FileFindings,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const again = new Again();
  try {
    for await (const item of scanCorpus(source)) {
      if (item.kind === 'error') findings.addError(item.error.message);
      else verifyOne(again, item, findings);
      if (findings.scenarios % STRIDE !== 0) continue;
      if (signal.aborted) {
        findings.complete = false;
        return;
      }
      progress(findings.scenarios);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.addError(error.message);
  }
}

/** A scenario that the sides cannot run is an error of its line. */
function verifyOne(again: Again, item: CorpusScenario, findings: FileFindings): void {
  try {
    again.verify(item, findings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    findings.addError(error.message);
  }
}

/** Runs scenarios on the sides that stand beside them. */
class Again {
  private readonly runners = new Map<string, Runner>();
  private readonly judges = new Map<string, Judge>();

  verify(item: CorpusScenario, findings: FileFindings): void {
    findings.scenarios++;
    const { shows, file, line } = item;
    if (shows !== undefined) this.verifyCauses(item, shows, findings);
    const sides = SIDE_NAMES.filter((name) => claimOf(item, name) !== undefined);
    if (sides.length > 0) this.verifyClaims(item, sides, findings);
    if (shows !== undefined || sides.length > 0) return;
    const message = 'expected results beside the scenario ("expect"), got none';
    findings.addError(new InputError({ file, line }, message).message);
  }

  private verifyClaims(
    item: CorpusScenario,
    sides: readonly SideName[],
    findings: FileFindings,
  ): void {
    const runner = this.runnerFor(sides);
    requireFormat(item.scenario, runner.names, item);
    runner.run(item.scenario);
    for (const side of runner.sides) {
      const claim = claimOf(item, side.name);
      if (claim === undefined) continue;
      const wrong = claimMismatch(side, claim);
      findings.addResult(side.name, wrong === undefined);
      if (wrong === undefined) continue;
      const cause = driftCause(side, wrong, item.scenario.range.owner);
      findings.addDrift(cause, () => driftExample(item, side, claim, wrong));
    }
  }

  private verifyCauses(
    { scenario, file, line }: CorpusScenario,
    shows: readonly string[],
    findings: FileFindings,
  ): void {
    const tries = sidesOf(shows).map((sides) => {
      requireFormat(scenario, sides, { file, line });
      return shownIds(this.judgeFor(sides).judge(scenario));
    });
    const shown = tries.find((ids) => shows.every((id) => ids.includes(id))) ?? tries[0] ?? [];
    const missing = shows.filter((id) => !shown.includes(id));
    const added = shown.filter((id) => !shows.includes(id));
    findings.addResult('causes', missing.length + added.length === 0);
    for (const [ids, what, sign] of [
      [missing, 'does not show', '-'],
      [added, 'also shows', '+'],
    ] as const) {
      for (const id of ids) {
        const example = { line, id: scenario.id, what: `${what} ${id}`, diff: `${sign}${id}` };
        findings.addDrift(`${what} ${id}`, () => example);
      }
    }
  }

  private judgeFor(sides: readonly SideName[]): Judge {
    const key = sides.join();
    const judge = this.judges.get(key) ?? new Judge(Runner.of(sides));
    this.judges.set(key, judge);
    return judge;
  }

  private runnerFor(sides: readonly SideName[]): Runner {
    const key = sides.join();
    const runner = this.runners.get(key) ?? Runner.of(sides);
    this.runners.set(key, runner);
    return runner;
  }
}

/**
 * The sides that may show these causes: the golden ones, unless some of the causes cannot be seen on them
 * ({@link sidesShowing}); then each set of sides that one of those is looked for on.
 */
function sidesOf(shows: readonly string[]): readonly (readonly SideName[])[] {
  const others = shows
    .filter((id) => !isBetweenGoldenSides(id))
    .map(sidesShowing)
    .filter((sides) => sides !== GOLDEN_SIDES);
  return others.length === 0 ? [GOLDEN_SIDES] : others;
}

function isBetweenGoldenSides(id: string): boolean {
  const between = DIFFERENCES.find((one) => one.id === id)?.between;
  return between?.('v5.7', 'legacy') === true || between?.('legacy', 'modern') === true;
}
