// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import type { SlotImage } from '../../mm/address-space';
import { kindOf } from '../../mm/entry';
import { pfn } from '../../mm/units';
import { readMinimal } from '../../oracle/check/minimal-files';
import { RANGE_FAULT_VIOLATIONS } from '../../oracle/contract/registry';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { complexity } from '../../oracle/generate/complexity';
import { mapEntries } from '../../oracle/generate/edit';
import { withFrame } from '../../oracle/generate/frames';
import { generateScenario } from '../../oracle/generate/generate';
import type { RangeFaultProfile } from '../../oracle/generate/profiles';
import { Random } from '../../oracle/generate/random';
import { readCorpus } from '../../oracle/scenario/corpus';
import { canHaveFirstFrame, hasFrame } from '../../oracle/scenario/entry-kinds';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { familiesOf, type Scope } from '../../oracle/scope/scopes';

/** What a covering corpus has to reach, numbered. */
export interface CoverGoals {
  /** For a person, by number. */
  readonly names: readonly string[];
  /** The numbers of what a scenario reaches. */
  reachedBy(scenario: Scenario): ReadonlySet<number>;
}

/** A scenario that may become a part of a covering corpus. */
export interface Candidate {
  readonly scenario: Scenario;
  readonly complexity: number;
  /** The numbers of the goals that it reaches. */
  readonly reached: ReadonlySet<number>;
}

/** Where candidates come from. */
export interface PoolOptions {
  readonly seed: number;
  readonly profile: RangeFaultProfile;
  /** Of which all scenarios are candidates; 0 for none. */
  readonly scope: 0 | Scope;
  /** How many random scenarios. */
  readonly random: number;
  /** Paths of corpora. */
  readonly vectors: readonly string[];
}

const FIRST_FRAME = pfn(0);
/** Larger ones are hard to read, and there is always a smaller one. */
const MOST_PAGES = 16;
/** How many scenarios are run before the event loop (a signal) gets a turn. */
const BATCH = 1_000;

/**
 * The candidates among minimal scenarios, scope 1, corpora and random scenarios: of those that reach
 * the same goals, the simplest, and of these the first. The order is always the same.
 *
 * @param signal ends it early, with an exception.
 * @throws InputError if a corpus cannot be read.
 */
export async function candidatePool(
  goals: CoverGoals,
  options: PoolOptions,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const best = new Map<string, Candidate>();
  let seen = 0;
  for await (const scenario of everyScenario(options)) {
    if (++seen % BATCH === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    const reached = goals.reachedBy(scenario);
    if (reached.size === 0) continue;
    const key = [...reached].sort((one, other) => one - other).join();
    const cost = complexity(scenario);
    const before = best.get(key);
    if (before === undefined || cost < before.complexity) {
      best.set(key, { scenario, complexity: cost, reached });
    }
  }
  return [...best.values()];
}

/** The entry with the pfn 0, which without flags reads as "none" in the fixed format. */
function inFirstFrame(entry: SlotImage): SlotImage {
  const kind = kindOf(entry.high);
  return hasFrame(kind) && canHaveFirstFrame(kind) ? withFrame(entry, FIRST_FRAME) : entry;
}

/** Every scenario that may be a candidate, in an order that is always the same: simple ones first. */
export async function* everyScenario(options: PoolOptions): AsyncGenerator<Scenario> {
  for await (const scenario of scenariosOf(options)) {
    if (scenario.range.asks.length <= MOST_PAGES) yield scenario;
  }
}

async function* scenariosOf(options: PoolOptions): AsyncGenerator<Scenario> {
  for (const { id } of [...DIFFERENCES, ...RANGE_FAULT_VIOLATIONS]) {
    const minimal = readScenario(readMinimal(id).scenario, { file: id });
    yield minimal;
    yield mapEntries(minimal, inFirstFrame);
  }
  for (const family of options.scope === 0 ? [] : familiesOf(options.scope)) {
    for (let number = 0; number < family.size; number++) yield family.scenario(number);
  }
  for (const file of options.vectors) {
    for await (const { scenario } of readCorpus(file)) yield scenario;
  }
  const random = new Random(options.seed, 0);
  for (let number = 0; number < options.random; number++) {
    random.restart(options.seed, number);
    yield generateScenario(random, options.profile);
  }
}
