// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import type { Window } from '../../drivers/windows';
import { originName } from '../../oracle/compare/origin';
import type { Scenario } from '../../oracle/scenario/scenario';
import { inBatches } from './batches';
import type { Inquiry } from './inquiry';
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
export async function proveEveryEntryValid(
  pair: DriverPair,
  scenarios: () => Iterable<Scenario>,
  inquiry: Inquiry,
): Promise<AssumptionProof> {
  const nothing = new Counter(offPolicy(pair), inquiry);
  for (const batch of inBatches(scenarios())) await nothing.add(batch);
  if (!nothing.mapsWithoutPage) return { reliedOn: false };
  const own = new Counter(pair, inquiry);
  for (const batch of inBatches(scenarios())) await own.add(batch);
  const { withoutPage, grantedLess } = own.count();
  return {
    reliedOn: true,
    holds: Object.keys({ ...withoutPage, ...grantedLess }).length === 0,
    own: own.count(),
    askingNothing: nothing.count(),
  };
}

/** A window to run, and the scenario that it belongs to. */
interface Job {
  readonly scenario: Scenario;
  readonly window: Window;
}

class Counter {
  mapsWithoutPage = false;
  private readonly judge: PairJudge;
  /** Scenarios can make up the same window of the same address space; it counts once. */
  private readonly seen = new Set<string>();
  private space: Scenario['mm'] | undefined;
  private windows = 0;
  private successes = 0;
  private pages = 0;
  private readonly withoutPage: Record<string, number> = {};
  private readonly grantedLess: Record<string, number> = {};

  constructor(
    private readonly pair: DriverPair,
    private readonly inquiry: Inquiry,
  ) {
    this.judge = new PairJudge(pair);
  }

  async add(scenarios: readonly Scenario[]): Promise<void> {
    const { judge, inquiry } = this;
    const windows = await inquiry.each(scenarios, (scenario) => judge.windows(scenario));
    const jobs = scenarios.flatMap((scenario, index) => this.jobs(scenario, windows[index] ?? []));
    const runs = await inquiry.each(
      jobs,
      ({ scenario, window }) => judge.runs(scenario, [window]),
      ({ scenario }) => scenario,
    );
    this.windows += jobs.length;
    for (const { after } of runs.flat()) {
      if (after.end.kind === 'done') this.addSuccess(after);
    }
  }

  count(): AssumptionCount {
    const { windows, successes, pages, withoutPage, grantedLess } = this;
    return { windows, successes, pages, withoutPage, grantedLess };
  }

  /** The windows of a scenario that its address space has not seen yet. */
  private jobs(scenario: Scenario, windows: readonly Window[]): readonly Job[] {
    if (scenario.mm !== this.space) this.seen.clear();
    this.space = scenario.mm;
    return windows.filter((window) => this.isNew(window)).map((window) => ({ scenario, window }));
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
