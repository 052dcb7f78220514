// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import { type Window, windowsOf } from '../../drivers/windows';
import { AddressSpace } from '../../mm/address-space';
import { originName } from '../compare/origin';
import type { Scenario } from '../scenario/scenario';
import { accessesOf } from './accesses';
import { effect } from './cause';
import { compareRuns, isAbout, isCompared } from './compare';
import { ScenarioFacts } from './page-facts';
import type { Shown } from './shown';
import { VersionRunner, type WindowRun } from './version-run';
import { type WhatIf, type WhatIfId, whatIfs } from './what-if';

/** Longer stretches are cut: a window is at most so many pages, and nothing else happens behind. */
const STRETCH_PAGES = 1024;

/** What counts of the windows that were run. */
export interface WindowCounts {
  windows: number;
  pages: number;
  /** Windows that both versions converted. */
  compared: number;
}

/** A difference with the runs that show it. */
type Found = Pick<Shown, 'difference' | 'before' | 'after'>;

/** Runs the two versions of a driver on scenarios, and says where each difference comes from. */
export class PairJudge {
  readonly counts: WindowCounts = { windows: 0, pages: 0, compared: 0 };
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
  judge(scenario: Scenario): readonly Shown[] {
    const found: Shown[] = [];
    this.eachWindow(scenario, (window, before, after) => {
      if (isCompared(before, after)) this.counts.compared++;
      const differences = compareRuns(before, after);
      if (differences.length === 0) return;
      const tried = new Map<WhatIf, readonly Found[]>();
      for (const difference of differences) {
        const candidates = this.whatIfs.filter(({ id }) => canMatter(id, before, after));
        const one = { difference, before, after };
        const because = this.reason(scenario, window, one, candidates, tried);
        found.push({ pair: this.pair, scenario, window, difference, because, before, after });
      }
    });
    return found;
  }

  /**
   * Runs both versions on each window; each begins with the address space as it was loaded.
   * @param wants whether a window is to be run at all.
   */
  eachWindow(
    scenario: Scenario,
    take: (window: Window, before: WindowRun, after: WindowRun) => void,
    wants: (window: Window) => boolean = () => true,
  ): void {
    const wanted = accessesOf(scenario.range).slice(0, STRETCH_PAGES);
    this.space.load(scenario.mm);
    this.facts.load(scenario.mm);
    for (const window of windowsOf(this.pair.before, wanted, this.limit)) {
      if (!wants(window)) continue;
      this.counts.windows++;
      this.counts.pages += window.accesses.length;
      const before = this.run('before', this.pair.before, scenario, window);
      take(window, before, this.run('after', this.pair.after, scenario, window));
    }
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
        const before = this.run('before', whatIf.before, scenario, window);
        const after = this.run('after', whatIf.after, scenario, window);
        left = compareRuns(before, after).map((difference) => ({ difference, before, after }));
        tried.set(whatIf, left);
      }
      if (!left.some((one) => isSame(one, found, this.pair.after.owner))) return whatIf.id;
    }
    return null;
  }

  private run(
    which: 'before' | 'after',
    version: DriverVersion,
    scenario: Scenario,
    window: Window,
  ): WindowRun {
    return this.runners[which].run(version, scenario, window);
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
