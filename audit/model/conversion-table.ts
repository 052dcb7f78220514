// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE } from '../../mm/units';
import { originName } from '../../oracle/compare/origin';
import type { Scenario } from '../../oracle/scenario/scenario';
import { convertedPages } from './compare';
import { scopeScenarios } from './families';
import type { Inquiry } from './inquiry';
import { offPolicy } from './off-policy';
import { outcomeText } from './outcome-text';
import { PairJudge, type WindowRuns } from './pair-judge';
import type { WindowRun } from './version-run';

/** What both versions make of one kind of entry that nobody asked for. */
export interface ConversionRow {
  /** What the range fault met, and whether it is writable. */
  readonly met: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What unmapped, error and all other entries become, in both versions: one page of every kind that
 * a range fault can meet, with nothing asked of it, so that it is reported as it is.
 */
export async function conversionTable(
  pair: DriverPair,
  inquiry: Inquiry,
): Promise<readonly ConversionRow[]> {
  const judge = new PairJudge(offPolicy(pair));
  const rows = new Map<string, ConversionRow>();
  const wanted = await inquiry.one(() => (pair.before.builds(['none']) ? Ask.nothing : Ask.read));
  const scenarios = [...onePageEach(wanted)];
  const runs = (scenario: Scenario): readonly WindowRuns[] =>
    judge.runs(scenario, judge.windows(scenario));
  for (const windows of await inquiry.each(scenarios, runs, (scenario) => scenario)) {
    for (const { before, after } of windows) {
      const met = originName(after.origins[0] ?? 0, pair.after.owner);
      const row = { met, before: outcomeText(before, 0), after: outcomeText(after, 0) };
      const key = [met, shapeOf(before), shapeOf(after)].join();
      if (!rows.has(key)) rows.set(key, row);
    }
  }
  return [...rows.values()].sort((one, other) => compareTexts(one.met, other.met));
}

/** Every address space of the small scope, with a range of its one interesting page. */
function* onePageEach(wanted: Ask): Generator<Scenario> {
  let last: Scenario['mm'] | undefined;
  for (const scenario of scopeScenarios(1)) {
    if (scenario.mm === last) continue;
    last = scenario.mm;
    // The second page of a large mapping: the first has frame 0 where there is none.
    const first = scenario.range.asks.length > 1 ? 1 : 0;
    const start = advance(scenario.range.start, first * PAGE_SIZE);
    yield {
      ...scenario,
      range: {
        ...scenario.range,
        start,
        end: advance(start, PAGE_SIZE),
        asks: Uint8Array.of(wanted),
      },
    };
  }
}

/** What tells rows apart: which frame is mapped does not matter; which entry leaves a page unmapped does. */
function shapeOf(run: WindowRun): string {
  const outcome = convertedPages(run)?.[0];
  if (outcome?.kind !== 'mapped') return outcomeText(run, 0);
  const { kind, aperture, write, pageTableWord } = outcome;
  return [kind, aperture, write, pageTableWord === null].join();
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
