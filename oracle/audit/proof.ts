// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import type { Window } from '../../drivers/windows';
import { originName } from '../compare/origin';
import type { Scenario } from '../scenario/scenario';
import { offPolicy } from './off-policy';
import { PairJudge } from './pair-judge';
import type { WindowRun } from './version-run';

/** What every window of a scope says of one assumption: after success each entry grants its page. */
export interface AssumptionCount {
  readonly windows: number;
  readonly successes: number;
  /** Pages of the windows that succeeded. */
  readonly pages: number;
  /** Those whose entry grants nothing, by the entry that was met. */
  readonly withoutPage: Readonly<Record<string, number>>;
  /** Those whose entry grants less than the driver asked. */
  readonly grantedLess: Readonly<Record<string, number>>;
}

/** The assumption under the driver's policy, if the new version needs it at all. */
export type AssumptionProof =
  /** It maps no entry that grants nothing, whatever it meets. */
  | { readonly reliedOn: false }
  | {
      readonly reliedOn: true;
      readonly holds: boolean;
      readonly own: AssumptionCount;
      /** The same windows with nothing asked: what the policy keeps away. */
      readonly askingNothing: AssumptionCount;
    };

/** Counts over all scenarios for the new version, each window of an address space once. */
export function proveEveryEntryValid(
  pair: DriverPair,
  scenarios: () => Iterable<Scenario>,
): AssumptionProof {
  const nothing = new Counter(offPolicy(pair));
  for (const scenario of scenarios()) nothing.add(scenario);
  if (!nothing.mapsWithoutPage) return { reliedOn: false };
  const own = new Counter(pair);
  for (const scenario of scenarios()) own.add(scenario);
  const { withoutPage, grantedLess } = own.count();
  return {
    reliedOn: true,
    holds: Object.keys({ ...withoutPage, ...grantedLess }).length === 0,
    own: own.count(),
    askingNothing: nothing.count(),
  };
}

class Counter {
  mapsWithoutPage = false;
  private readonly judge: PairJudge;
  /** Scenarios can make up the same window of the same address space; it counts once. */
  private readonly seen = new Set<string>();
  private space: Scenario['mm'] | undefined;
  private successes = 0;
  private pages = 0;
  private readonly withoutPage: Record<string, number> = {};
  private readonly grantedLess: Record<string, number> = {};

  constructor(private readonly pair: DriverPair) {
    this.judge = new PairJudge(pair);
  }

  add(scenario: Scenario): void {
    if (scenario.mm !== this.space) this.seen.clear();
    this.space = scenario.mm;
    this.judge.eachWindow(
      scenario,
      (_window, _before, after) => {
        if (after.end.kind === 'done') this.addSuccess(after);
      },
      (window) => this.isNew(window),
    );
  }

  count(): AssumptionCount {
    const { successes, pages, withoutPage, grantedLess } = this;
    return { windows: this.judge.counts.windows, successes, pages, withoutPage, grantedLess };
  }

  private isNew({ first, accesses }: Window): boolean {
    const window = `${first} ${accesses.join()}`;
    if (this.seen.has(window)) return false;
    this.seen.add(window);
    return true;
  }

  private addSuccess(run: WindowRun): void {
    this.successes++;
    this.pages += run.words.length;
    for (let page = 0; page < run.words.length; page++) {
      const granted = run.granted[page] ?? 0;
      const met = originName(run.origins[page] ?? 0, this.pair.after.owner);
      if (granted === 0) {
        this.withoutPage[met] = (this.withoutPage[met] ?? 0) + 1;
        if (run.conversion?.kind === 'converted') {
          this.mapsWithoutPage ||= run.conversion.pages[page]?.kind === 'mapped';
        }
      } else if (granted < (run.asked[page] ?? 0)) {
        this.grantedLess[met] = (this.grantedLess[met] ?? 0) + 1;
      }
    }
  }
}
