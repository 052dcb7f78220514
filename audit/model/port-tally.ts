// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import { genericCause } from './cause';
import type { JudgedPort, PairJudge } from './pair-judge';
import type { KnownCause, Shown } from './shown';

/** Where scenarios come from. */
export const PORT_SOURCES = ['vectors', 'scope', 'random'] as const;
export type PortSource = (typeof PORT_SOURCES)[number];

/** A cause with what was counted of it. */
export interface PortCauseCount {
  readonly id: string;
  readonly known: KnownCause | null;
  /** Scenarios that show it, by source. */
  readonly counts: Record<PortSource, number>;
  /** The first of them. */
  readonly scenario: Scenario;
}

/** The cause of a difference: the first that explains it, or else a name for it. */
function causeOf(
  shown: Shown,
  known: readonly KnownCause[],
): { readonly id: string; readonly known: KnownCause | null } {
  const entry = known.find((one) => one.explains(shown)) ?? null;
  return { id: `${shown.pair.name}/${entry?.id ?? genericCause(shown)}`, known: entry };
}

/** Counts what scenarios show, by cause; a scenario counts once for each cause. */
export class PortTally {
  readonly scenarios: Record<PortSource, number> = { vectors: 0, scope: 0, random: 0 };
  windows = 0;
  pages = 0;
  compared = 0;
  private readonly causes = new Map<string, PortCauseCount>();

  constructor(
    readonly judge: PairJudge,
    private readonly known: readonly KnownCause[],
  ) {}

  /** @param judged what {@link judge} makes of the scenario. */
  add(
    scenario: Scenario,
    source: PortSource,
    { shown, windows, pages, compared }: JudgedPort,
  ): void {
    this.scenarios[source]++;
    this.windows += windows;
    this.pages += pages;
    this.compared += compared;
    const seen = new Set<string>();
    for (const one of shown) {
      const cause = causeOf(one, this.known);
      if (seen.has(cause.id)) continue;
      seen.add(cause.id);
      this.count(cause, scenario, source);
    }
  }

  /** The most frequent first. */
  list(): readonly PortCauseCount[] {
    const total = ({ counts }: PortCauseCount): number =>
      counts.vectors + counts.scope + counts.random;
    return [...this.causes.values()].sort((one, other) => total(other) - total(one));
  }

  /** The first difference of this cause that a scenario shows. */
  find(scenario: Scenario, id: string): Shown | undefined {
    const { shown } = this.judge.judge(scenario);
    return shown.find((one) => causeOf(one, this.known).id === id);
  }

  private count(
    { id, known }: Pick<PortCauseCount, 'id' | 'known'>,
    scenario: Scenario,
    source: PortSource,
  ): void {
    let cause = this.causes.get(id);
    if (cause === undefined) {
      cause = { id, known, scenario, counts: { vectors: 0, scope: 0, random: 0 } };
      this.causes.set(id, cause);
    }
    cause.counts[source]++;
  }
}
