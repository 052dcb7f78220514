// SPDX-License-Identifier: GPL-2.0-or-later
import { lazy } from '../package/lazy';
import { attemptText } from '../run/attempt-text';
import { innerAttemptsOf, returnName } from '../run/result';
import type { Runner } from '../run/runner';
import type { Side } from '../run/side';
import { forSide, type SideName } from '../run/side-names';
import type { CorpusScenario } from '../scenario/corpus';
import { hex } from '../scenario/json';
import type { ResultDocument } from '../scenario/schema';
import { DECISIONS } from './decision';
import { type GroupCounts, type Miss, MissTally } from './miss-tally';

export type { Miss, MissGroup } from './miss-tally';

/** Most results are the expected ones. */
const missed = lazy((): typeof import('./missed-decision') => require('./missed-decision'));

/** How often a side agreed with the results of a corpus. */
export interface Agreement {
  readonly vectors: number;
  readonly agreeing: number;
}

/** How much of one file could be compared. */
export interface FileCounts {
  readonly file: string;
  /** Scenarios that were run. */
  readonly scenarios: number;
  /** Those that have no result of any side that was run. */
  readonly without: number;
  /** Results that sides were held to. */
  readonly results: number;
  /** Whether the file was read to its end. */
  readonly complete: boolean;
  /** For each side, the scenarios that have no result of it. */
  readonly withoutSide: Readonly<Record<string, number>>;
}

/** Holds sides to the results that stand beside scenarios: the kernel's own, in the golden ones. */
export class VectorCheck {
  private readonly missTally = new MissTally();
  private readonly counts: ReadonlyMap<SideName, { vectors: number; agreeing: number }>;
  private readonly files: FileTally[] = [];

  /** @param runner the sides to check. */
  constructor(private readonly runner: Runner) {
    this.counts = new Map(runner.sides.map(({ name }) => [name, { vectors: 0, agreeing: 0 }]));
  }

  /** What is added from now on is of this file. */
  begin(file: string): void {
    this.files.push(new FileTally(file));
  }

  /** The file that was begun last has been read to its end. */
  end(): void {
    this.files.at(-1)?.end();
  }

  /** Checks what the runner's sides made of a vector, after they have run it. */
  add(item: CorpusScenario): void {
    const { sides } = this.runner;
    this.files.at(-1)?.add(item, sides);
    for (const side of sides) {
      const expected = forSide(item.expect, side.name);
      const count = this.counts.get(side.name);
      if (expected === undefined || count === undefined) continue;
      count.vectors++;
      const wrong = firstMismatch(side, expected);
      if (wrong === undefined) count.agreeing++;
      else this.addMiss(item, side, expected, wrong);
    }
  }

  private addMiss(
    { file, line, scenario }: CorpusScenario,
    side: Side,
    expected: ResultDocument,
    wrong: Mismatch,
  ): void {
    const { failure, overflow } = side;
    const noResult = failure?.what ?? overflow?.name;
    const { decision, detail } =
      noResult === undefined
        ? missed().missedDecision(scenario, side, expected)
        : { decision: undefined, detail: noResult };
    const name = decision === undefined ? NO_RESULT : DECISIONS[decision];
    const miss = { file, line, id: scenario.id, side: side.name, ...wrong };
    this.missTally.add(name, detail, miss, scenario.range.asks.length);
  }

  /** All misses, by the decision that they come from; the first few of each in full. */
  get groups(): Readonly<Record<string, GroupCounts>> {
    return this.missTally.groups;
  }

  /** What could be compared, by file, in the order in which they were begun. */
  fileCounts(): readonly FileCounts[] {
    return this.files.map((file) => file.counts());
  }

  /** By side; those that no vector has a result of, too. */
  agreements(): ReadonlyMap<SideName, Agreement> {
    return this.counts;
  }
}

const NO_RESULT = 'whether there is a result';

class FileTally {
  private scenarios = 0;
  private without = 0;
  private results = 0;
  private complete = false;
  private readonly withoutSide: Record<string, number> = {};

  constructor(private readonly file: string) {}

  add({ expect }: CorpusScenario, sides: readonly Side[]): void {
    this.scenarios++;
    const missing = sides.filter(({ name }) => forSide(expect, name) === undefined);
    for (const { name } of missing) this.withoutSide[name] = (this.withoutSide[name] ?? 0) + 1;
    this.results += sides.length - missing.length;
    if (missing.length === sides.length) this.without++;
  }

  end(): void {
    this.complete = true;
  }

  counts(): FileCounts {
    const { file, scenarios, without, results, complete, withoutSide } = this;
    return { file, scenarios, without, results, complete, withoutSide };
  }
}

/** A field of a result that is not as expected. */
export type Mismatch = Pick<Miss, 'field' | 'expected' | 'got'>;

/** The first field of a result that is not what the side has; undefined if all agree. */
export function firstMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  const { record } = side;
  if (side.failure !== undefined) {
    return { field: 'ret', expected: String(expected.ret), got: side.failure.message };
  }
  if (side.overflow !== undefined) {
    return { field: 'ret', expected: String(expected.ret), got: side.overflow.message };
  }
  const scalars = [
    ['ret', expected.ret, returnName(record.ret)],
    ['walks', expected.walks, record.walks],
    ['pages', expected.pages, side.pageCount],
    ['pfns.length', expected.pfns.length, record.pages],
    ['faults.length', expected.faults.length, record.faults.rows],
  ] as const;
  for (const [field, wanted, got] of scalars) {
    if (wanted !== got) return { field, expected: String(wanted), got: String(got) };
  }
  return (
    faultMismatch(side, expected) ?? wordMismatch(side, expected) ?? attemptMismatch(side, expected)
  );
}

function attemptMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  if (expected.attempts === undefined && side.record.attempts.length === 0) return undefined;
  const [wanted, got] = [expected.attempts ?? [], innerAttemptsOf(side).attempts ?? []];
  for (let index = 0; index < Math.max(wanted.length, got.length); index++) {
    const [one, other] = [attemptText(wanted[index]), attemptText(got[index])];
    if (one !== other) return { field: `attempts[${index}]`, expected: one, got: other };
  }
  return undefined;
}

function faultMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  const { faults } = side.record;
  for (const [row, wanted] of expected.faults.entries()) {
    const { first, pages, write } = faults.row(row);
    const at = faults.addressOf(first);
    const wantedText = `${wanted.at} ${wanted.pages}p ${wanted.write ? 'write' : 'read'}`;
    const gotText = `${hex(at)} ${pages}p ${write ? 'write' : 'read'}`;
    if (wantedText !== gotText) {
      return { field: `faults[${row}]`, expected: wantedText, got: gotText };
    }
  }
  return undefined;
}

function wordMismatch(side: Side, expected: ResultDocument): Mismatch | undefined {
  for (const [page, wanted] of expected.pfns.entries()) {
    const got = side.hexWord(page);
    if (wanted !== got) return { field: `pfns[${page}]`, expected: wanted, got };
  }
  return undefined;
}
