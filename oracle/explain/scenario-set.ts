// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from './explanation';

/** How far one side's results are those that stand beside the scenarios. */
interface SideAgreement {
  readonly side: string;
  readonly agreeing: number;
  readonly vectors: number;
}

/** A result that is not the one that stands beside its scenario. */
interface UnexpectedResult {
  readonly place: string;
  readonly side: string;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

/** How many unexpected results are listed. */
const MISSES = 50;

/** Scenarios of one source: all of them counted, and some kept, those with news before others. */
export class ScenarioSet {
  total = 0;
  /** Scenarios with something new, or with a result that was not expected. */
  withNews = 0;
  missed = 0;
  /** Comparisons that could be made: of two sides, and of a side with the result beside it. */
  compared = 0;
  /** Whether results beside them were measured on the kernel's own code. */
  measured = false;
  readonly misses: UnexpectedResult[] = [];
  private readonly news: Explanation[] = [];
  private readonly others: Explanation[] = [];
  private readonly causes = new Map<string, number>();
  private readonly sides = new Map<string, { agreeing: number; vectors: number }>();

  /** @param limit how many are kept. */
  constructor(private readonly limit: number) {}

  /** A set of scenarios that are all kept. */
  static of(explanations: readonly Explanation[]): ScenarioSet {
    const set = new ScenarioSet(explanations.length);
    for (const explanation of explanations) set.add(explanation);
    return set;
  }

  add(explanation: Explanation): void {
    this.total++;
    this.compared += comparisonsOf(explanation);
    this.addResults(explanation);
    for (const id of causeIds(explanation)) this.causes.set(id, (this.causes.get(id) ?? 0) + 1);
    if (hasNews(explanation)) {
      this.withNews++;
      if (this.news.length < this.limit) this.news.push(explanation);
    } else if (this.others.length < this.limit) this.others.push(explanation);
  }

  kept(): readonly Explanation[] {
    return [...this.news, ...this.others].slice(0, this.limit);
  }

  /** In how many scenarios each cause shows, the most frequent one first. */
  causeCounts(): readonly (readonly [string, number])[] {
    return [...this.causes].sort(([, one], [, other]) => other - one);
  }

  agreement(): readonly SideAgreement[] {
    return [...this.sides].map(([side, counts]) => ({ side, ...counts }));
  }

  private addResults({ source, scenario, sides }: Explanation): void {
    this.measured ||= source.measured;
    for (const { name, expected } of sides) {
      if (expected === undefined) continue;
      const counts = this.sides.get(name) ?? { agreeing: 0, vectors: 0 };
      this.sides.set(name, counts);
      counts.vectors++;
      if (expected.agrees) {
        counts.agreeing++;
        continue;
      }
      this.missed++;
      if (this.misses.length === MISSES) continue;
      const { field, expected: wanted, got } = expected;
      const place = `${source.file}:${source.line} ${scenario.id}`;
      this.misses.push({ place, side: name, field, expected: wanted, got });
    }
  }
}

/** How many comparisons were made of a scenario: of sides, and with the results beside it. */
function comparisonsOf({ pairs, sides }: Explanation): number {
  const compared = pairs.filter(({ verdict }) => verdict !== 'incomparable').length;
  return compared + sides.filter(({ expected }) => expected !== undefined).length;
}

/** Whether it shows what nothing known explains, or a result that is not the expected one. */
function hasNews({ fresh, sides }: Explanation): boolean {
  return fresh.length > 0 || sides.some(({ expected }) => expected?.agrees === false);
}

function causeIds({ pairs, broken = [] }: Explanation): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const pair of pairs) {
    if (pair.verdict === 'differ') for (const { id } of pair.causes) ids.add(id ?? 'new');
  }
  for (const { id, clause } of broken) ids.add(id ?? `new: ${clause}`);
  return ids;
}
