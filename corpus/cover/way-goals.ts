// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { complexity } from '../../oracle/generate/complexity';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { FixtureMaker } from '../fixture';
import { inFormat, type OwnFormat } from '../own-format';
import { type Candidate, type CoverGoals, everyScenario, type PoolOptions } from './pool';

/** What runs code that counts where it goes, as a kernel tree. */
export interface CountedCode {
  /** The lines, and the ways from them, that scenarios take together; undefined if one comes to no result. */
  takenBy(scenarios: readonly Scenario[]): ReadonlySet<string> | undefined;
}

/** How many scenarios are run before it is looked at what they reached: more after a while without anything new. */
const FEWEST = 64;
const MOST = 4096;

/**
 * The lines and ways of code as goals. Which there are is not known before: a way counts from the first
 * candidate on that takes it.
 */
export class WayGoals implements CoverGoals {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param legacy the format of all scenarios, in place of their own ones. */
  constructor(
    private readonly maker: FixtureMaker,
    private readonly code: CountedCode,
    private readonly legacy?: OwnFormat,
  ) {}

  reachedBy(scenario: Scenario): ReadonlySet<number> {
    return this.numbersOf(this.taken([scenario]));
  }

  /**
   * The candidates of which each takes a way that none before it takes, until no more such fall: what takes
   * a new one together is halved until it is one scenario. `tried` is how many were looked at.
   */
  async candidates(
    options: PoolOptions,
    signal: AbortSignal,
  ): Promise<{ readonly candidates: readonly Candidate[]; readonly tried: number }> {
    const found: Candidate[] = [];
    let tried = 0;
    let size = FEWEST;
    let batch: Scenario[] = [];
    const search = async (): Promise<void> => {
      await setImmediate();
      signal.throwIfAborted();
      const before = found.length;
      this.search(batch, found);
      size = found.length > before ? FEWEST : Math.min(2 * size, MOST);
      tried += batch.length;
      batch = [];
    };
    for await (const scenario of everyScenario(options)) {
      if (batch.push(scenario) >= size) await search();
    }
    await search();
    return { candidates: found, tried };
  }

  /** What of the goals a whole corpus does not reach: the last that the code runs. */
  missedBy(scenarios: readonly Scenario[]): readonly string[] {
    const taken = this.taken(scenarios);
    return this.names.filter((name) => !taken.has(name));
  }

  /** @param isSure whether they are known to take a new way together, so that this need not be looked at. */
  private search(scenarios: readonly Scenario[], found: Candidate[], isSure = false): void {
    const [first] = scenarios;
    if (first === undefined) return;
    const middle = scenarios.length >> 1;
    if (isSure && middle > 0) {
      this.halve(scenarios, middle, found);
      return;
    }
    const taken = this.taken(scenarios);
    const isNew = [...taken].some((way) => !this.numbers.has(way));
    // Where one comes to no result, nothing is known of the others.
    if (middle > 0) {
      if (isNew || taken.size === 0) this.halve(scenarios, middle, found, isNew);
      return;
    }
    if (!isNew || !this.hasResults(first)) return;
    for (const way of taken) {
      if (!this.numbers.has(way)) this.numbers.set(way, this.names.push(way) - 1);
    }
    const reached = this.numbersOf(taken);
    found.push({ scenario: first, complexity: complexity(first), reached });
  }

  private halve(
    scenarios: readonly Scenario[],
    middle: number,
    found: Candidate[],
    isSure = true,
  ): void {
    const before = found.length;
    this.search(scenarios.slice(0, middle), found);
    // What is new and not in the first half, is in the second.
    this.search(scenarios.slice(middle), found, isSure && found.length === before);
  }

  private numbersOf(taken: ReadonlySet<string>): ReadonlySet<number> {
    const numbers = [...taken].map((way) => this.numbers.get(way));
    return new Set(numbers.filter((number) => number !== undefined));
  }

  private taken(scenarios: readonly Scenario[]): ReadonlySet<string> {
    const written = scenarios.map((scenario) => inFormat(scenario, this.legacy));
    return this.code.takenBy(written) ?? NONE;
  }

  /** Whether each side can hold what the scenario has: of 32 bits, some cannot. */
  private hasResults(scenario: Scenario): boolean {
    const { sides } = this.maker.make(inFormat(scenario, this.legacy));
    return sides.length === this.maker.sides.length;
  }
}

const NONE: ReadonlySet<string> = new Set();
