// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { claimMismatch, claimOf } from '../oracle/campaign/claim';
import type { Source } from '../oracle/scenario/bytes';
import type { CorpusScenario } from '../oracle/scenario/corpus';
import { type Selection, selects } from './features/selection';
import type { Fixture, FixtureMaker } from './fixture';
import { type GivenScenarios, readGiven } from './given-scenarios';
import { inFormat, type OwnFormat } from './own-format';
import type { FoundFixture } from './random-source';

/** Which of a user's scenarios to take, and in which format. */
interface GivenOptions {
  readonly from: readonly Source[];
  readonly only: Selection;
  readonly legacy: OwnFormat | undefined;
}

/** What came of a user's scenarios. */
export interface GivenCounts {
  readonly files: number;
  /** How many were read. */
  readonly scenarios: number;
  readonly sha256: string;
  /** The ids of those of which no side has a result: they are in no file. */
  readonly withoutResult: readonly string[];
  /** Results that stood beside scenarios and are others here, and the first of them. */
  readonly otherResults: number;
  readonly firstOther: string | undefined;
}

/** Thrown if none of a user's scenarios is to be written. */
export class NoneSelected extends Error {
  constructor(scenarios: number, { terms }: Selection, withoutResult: number) {
    const wanted = terms.map((term) => term.join(',')).join(' and ');
    const unselected = wanted === '' ? '' : ` with ${wanted}`;
    const without = withoutResult === 0 ? '' : `, ${withoutResult} have no result on these sides`;
    super(`found none of ${scenarios} scenarios${unselected}${without}; nothing was written.`);
    this.name = 'NoneSelected';
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** How many scenarios are run before the event loop (a signal, a slow file) gets a turn. */
const BATCH = 256;

/**
 * Fixtures of a user's scenarios, in their order and with their ids. All are read, and those that
 * are not selected or have no result are left out, before the first one is made.
 *
 * @param found is called with what came of them, before the first fixture.
 * @throws BadLines, InputError as {@link readGiven}; NoneSelected if none is left.
 */
export async function* givenFixtures(
  maker: FixtureMaker,
  { from, only, legacy }: GivenOptions,
  found: (counts: GivenCounts) => void,
  signal: AbortSignal,
): AsyncGenerator<FoundFixture> {
  const given = await readGiven(from, signal);
  const tally = new Tally(given, legacy === undefined);
  const taken: CorpusScenario[] = [];
  for (const [index, item] of given.items.entries()) {
    if (index % BATCH === BATCH - 1) await setImmediate();
    signal.throwIfAborted();
    const fixture = maker.make(inFormat(item.scenario, legacy));
    if (!selects(only, maker.featuresOf(fixture))) continue;
    if (tally.add(item, fixture)) taken.push(item);
  }
  const counts = tally.counts();
  if (taken.length === 0) {
    throw new NoneSelected(given.items.length, only, counts.withoutResult.length);
  }
  found(counts);
  for (const { scenario } of taken) {
    const fixture = maker.make(inFormat(scenario, legacy));
    yield { fixture, features: maker.featuresOf(fixture) };
  }
}

class Tally {
  private readonly withoutResult: string[] = [];
  private otherResults = 0;
  private firstOther: string | undefined;

  /** @param compares whether results beside a scenario are of the format in which it is run. */
  constructor(
    private readonly given: GivenScenarios,
    private readonly compares: boolean,
  ) {}

  /** Whether a side has a result of the scenario. */
  add(item: CorpusScenario, { sides }: Fixture): boolean {
    const { file, line, scenario } = item;
    if (sides.length === 0) this.withoutResult.push(scenario.id);
    for (const side of this.compares ? sides : []) {
      const claim = claimOf(item, side.name);
      if (claim === undefined || claimMismatch(side, claim) === undefined) continue;
      this.otherResults++;
      this.firstOther ??= `${side.name} of ${scenario.id} at ${file}:${line}`;
    }
    return sides.length > 0;
  }

  counts(): GivenCounts {
    const { given, withoutResult, otherResults, firstOther } = this;
    const { files, items, sha256 } = given;
    return { files, scenarios: items.length, sha256, withoutResult, otherResults, firstOther };
  }
}
