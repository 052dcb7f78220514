// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import { type Window, windowsOf } from '../../drivers/windows';
import { AddressSpace } from '../../mm/address-space';
import { originName } from '../../oracle/compare/origin';
import type { Scenario } from '../../oracle/scenario/scenario';
import { accessesOf } from './accesses';
import { effect } from './cause';
import { compareRuns, isAbout, isCompared } from './compare';
import { bothVersions, mapAll } from './inquiry';
import { ScenarioFacts } from './page-facts';
import type { Shown } from './shown';
import { VersionRunner, type WindowRun } from './version-run';
import { type WhatIf, type WhatIfId, whatIfs } from './what-if';

/** Longer stretches are cut: a window has at most this many pages, and nothing else happens after it. */
const STRETCH_PAGES = 1024;

/** What both versions made of one window. */
export interface WindowRuns {
  readonly window: Window;
  readonly before: WindowRun;
  readonly after: WindowRun;
}

/** What the windows of a scenario show. */
export interface JudgedPort {
  readonly shown: readonly Shown[];
  /** How many were run, and how many pages they have. */
  readonly windows: number;
  readonly pages: number;
  /** Windows that both versions converted. */
  readonly compared: number;
}

/** A difference with the runs that show it. */
type Found = Pick<Shown, 'difference' | 'before' | 'after'>;

/** Runs the two versions of a driver on scenarios, and says where each difference comes from. */
export class PairJudge {
  private readonly space = new AddressSpace();
  private readonly facts = new ScenarioFacts();
  private readonly runners: Readonly<Record<'before' | 'after', VersionRunner>>;
  private readonly whatIfs: readonly WhatIf[];
  private readonly limit: number;

  constructor(readonly pair: DriverPair) {
    const { before, after } = pair;
    this.runners = {
      before: new VersionRunner(this.space, before, this.facts),
      after: new VersionRunner(this.space, after, this.facts),
    };
    this.whatIfs = whatIfs(pair);
    this.limit = Math.min(
      before.windowLimit ?? STRETCH_PAGES,
      after.windowLimit ?? STRETCH_PAGES,
      STRETCH_PAGES,
    );
  }

  /** Everything in which the versions differ on the windows of a scenario. */
  judge(scenario: Scenario): JudgedPort {
    const runs = this.runs(scenario, this.windows(scenario));
    return {
      shown: mapAll(runs, (one) => this.differences(scenario, one)).flat(),
      windows: runs.length,
      compared: runs.filter(({ before, after }) => isCompared(before, after)).length,
      pages: runs.reduce((sum, { window }) => sum + window.accesses.length, 0),
    };
  }

  /** The windows that the driver makes up for a scenario. */
  windows(scenario: Scenario): readonly Window[] {
    const wanted = accessesOf(scenario.range).slice(0, STRETCH_PAGES);
    return windowsOf(this.pair.before, wanted, this.limit);
  }

  /** Runs both versions on windows; each begins with the address space as it was loaded. */
  runs(scenario: Scenario, windows: readonly Window[]): readonly WindowRuns[] {
    this.space.load(scenario.mm);
    this.facts.load(scenario.mm);
    return mapAll(windows, (window) => {
      const { before, after } = this.pair;
      return { window, ...this.both(scenario, window, { before, after }) };
    });
  }

  private both(
    scenario: Scenario,
    window: Window,
    versions: Pick<DriverPair, 'before' | 'after'>,
  ): Pick<WindowRuns, 'before' | 'after'> {
    const [before, after] = bothVersions(
      () => this.runners.before.run(versions.before, scenario, window),
      () => this.runners.after.run(versions.after, scenario, window),
    );
    return { before, after };
  }

  private differences(scenario: Scenario, { window, before, after }: WindowRuns): Shown[] {
    const differences = compareRuns(before, after);
    if (differences.length === 0) return [];
    const candidates = this.whatIfs.filter(({ id }) => canMatter(id, before, after));
    const tried = new Map<WhatIf, readonly Found[]>();
    return differences.map((difference) => {
      const one = { difference, before, after };
      const because = this.reason(scenario, window, one, candidates, tried);
      return { pair: this.pair, scenario, window, difference, because, before, after };
    });
  }

  /** The first what-if under which the difference is gone. */
  private reason(
    scenario: Scenario,
    window: Window,
    found: Found,
    candidates: readonly WhatIf[],
    tried: Map<WhatIf, readonly Found[]>,
  ): Shown['because'] {
    for (const whatIf of candidates) {
      let left = tried.get(whatIf);
      if (left === undefined) {
        const { before, after } = this.both(scenario, window, whatIf);
        left = compareRuns(before, after).map((difference) => ({ difference, before, after }));
        tried.set(whatIf, left);
      }
      if (!left.some((one) => isSame(one, found, this.pair.after.owner))) return whatIf.id;
    }
    return null;
  }
}

/** Whether it can change anything that the versions did: what nothing depends on is not run. */
function canMatter(id: WhatIfId, before: WindowRun, after: WindowRun): boolean {
  if (id === 'owner') return true;
  const triedAgain = before.attempts > 1 || after.attempts > 1;
  if (id === 'no-pages-retry' || id === 'destroyed-requests') return triedAgain;
  return triedAgain || before.asked.some((asked, page) => asked !== after.asked[page]);
}

/**
 * Whether a difference does the same to the same page, for which both versions meet the same kinds
 * of entries; frames may be others.
 */
function isSame(one: Found, other: Found, owner: number): boolean {
  const { difference } = one;
  if (!isAbout(difference, other.difference) || effect(one) !== effect(other)) return false;
  if (!('page' in difference)) return true;
  const { page } = difference;
  return (['before', 'after'] as const).every((version) => {
    const [met, meets] = [one[version].origins[page] ?? 0, other[version].origins[page] ?? 0];
    return originName(met, owner) === originName(meets, owner);
  });
}
