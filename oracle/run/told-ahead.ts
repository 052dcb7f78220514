// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../scenario/scenario';

/** How many scenarios a side in another process is told of at a time, and when there are enough of them: its replies are kept. */
const AHEAD = 256;
const AHEAD_SIZE = 20_000;

/** Who runs scenarios, and may want to know them ahead. */
export interface Told {
  readonly looksAhead: boolean;
  /** @param again those of them that are run once more, by themselves. */
  ahead(scenarios: readonly Scenario[], again: readonly Scenario[]): void;
}

/**
 * How much of a process's memory a scenario takes: pages of the range, and whatever it lists, which other threads' events
 * have of their own.
 */
export function memoryTaken({ range, mm }: Scenario): number {
  let taken = range.asks.length + mm.entries.length + mm.vmas.length + mm.faultErrors.size;
  for (const { entries, vmas, filePages } of mm.events) {
    taken += 1 + entries.length + (vmas?.length ?? 0) + (filePages?.size ?? 0);
  }
  for (const { entries } of mm.readEvents) taken += 1 + entries.length;
  return taken + (mm.lockDrops?.size ?? 0) + (mm.noProgress?.size ?? 0);
}

/** Something with a scenario that is to be run next on all sides. */
interface Coming {
  readonly scenario: Scenario;
  readonly isRunAgain?: boolean;
}

/** Numbers `first` to `stop - 1`. */
interface Span {
  readonly first: number;
  readonly stop: number;
}

/**
 * Makes a scenario of each number and looks at it, in their order. Sides in another process are told of them
 * ahead: they run those of the next batch while those of this one are looked at.
 *
 * @param isRunAgain says which of them `look` runs once more.
 */
export function forEachToldAhead(
  runner: Told,
  { first, stop }: Span,
  made: (number: number) => Scenario,
  look: (scenario: Scenario, number: number) => void,
  isRunAgain: (number: number) => boolean = () => false,
): void {
  if (!runner.looksAhead) {
    for (let number = first; number < stop; number++) look(made(number), number);
    return;
  }
  let looked = first;
  for (const scenario of eachToldAhead(runner, { first, stop }, made, isRunAgain)) {
    look(scenario, looked++);
  }
}

/** The scenarios of {@link forEachToldAhead}, to be looked at one by one, for who does something else between them. */
export function* eachToldAhead(
  runner: Told,
  { first, stop }: Span,
  made: (number: number) => Scenario,
  isRunAgain: (number: number) => boolean = () => false,
): Generator<Scenario> {
  const batches = new Batches<Coming>(runner);
  for (let number = first; number < stop; number++) {
    const coming = { scenario: made(number), isRunAgain: isRunAgain(number) };
    for (const { scenario } of batches.add(coming)) yield scenario;
  }
  for (const { scenario } of batches.rest()) yield scenario;
}

/** The same items in the same order, of which sides in another process are told ahead, too. */
export function toldAheadAsRead<Item extends Coming>(
  runner: Told,
  items: AsyncIterable<Item>,
): AsyncIterable<Item> {
  return runner.looksAhead ? inBatchesAsRead(runner, items) : items;
}

async function* inBatchesAsRead<Item extends Coming>(
  runner: Told,
  items: AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const batches = new Batches<Item>(runner);
  for await (const item of items) yield* batches.add(item);
  yield* batches.rest();
}

/** The batch that is told of, and the one before it, which is to be looked at meanwhile. */
class Batches<Item extends Coming> {
  private told: readonly Item[] = [];
  private growing: Item[] = [];
  private size = 0;

  constructor(private readonly runner: Told) {}

  /** @returns what is to be looked at now: nothing, until a batch is full. */
  add(item: Item): readonly Item[] {
    this.growing.push(item);
    this.size += memoryTaken(item.scenario);
    return this.growing.length < AHEAD && this.size < AHEAD_SIZE ? NONE : this.tell();
  }

  *rest(): Generator<Item> {
    yield* this.tell();
    yield* this.told;
  }

  private tell(): readonly Item[] {
    const { told, growing } = this;
    if (growing.length > 0) {
      const again = growing.filter(({ isRunAgain }) => isRunAgain === true);
      this.runner.ahead(growing.map(scenarioOf), again.map(scenarioOf));
    }
    this.told = growing;
    this.growing = [];
    this.size = 0;
    return told;
  }
}

function scenarioOf({ scenario }: Coming): Scenario {
  return scenario;
}

const NONE: readonly never[] = [];
