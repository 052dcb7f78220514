// SPDX-License-Identifier: GPL-2.0-or-later
import { isWellFormed } from '../../legacy/format-clauses';
import { readMinimal } from '../../oracle/check/minimal-files';
import { ORIGIN_NAMES } from '../../oracle/compare/origin';
import { RANGE_FAULT_VIOLATIONS } from '../../oracle/contract/registry';
import { forEachCell, OUTCOME_NAMES, reachableCells } from '../../oracle/coverage/coverage';
import { DIFFERENCES } from '../../oracle/differences/registry';
import type { SideName } from '../../oracle/run/side-names';
import { readScenario } from '../../oracle/scenario/read';
import { formatOf, type Scenario } from '../../oracle/scenario/scenario';
import type { FixtureMaker } from '../fixture';
import { inFormat, type OwnFormat } from '../own-format';
import type { CoverGoals } from './pool';

/** What a covering corpus has to reach, numbered: cells of each side's coverage table, then causes. */
export class Goals implements CoverGoals {
  /** Goals for a person, by number: `modern pte-none faulted`, `cause pte-protnone-valid`. */
  readonly names: readonly string[];
  readonly cells: number;
  private readonly cellGoals: readonly ReadonlyMap<number, number>[];
  private readonly causeGoals: ReadonlyMap<string, number>;

  /** Causes that scenarios in the corpus' own format do not show. */
  readonly otherFormats: number;

  /** @param legacy the format of all scenarios, in place of their own ones. */
  constructor(
    private readonly maker: FixtureMaker,
    private readonly legacy?: OwnFormat,
  ) {
    const sides = maker.sides.map(({ name }) => name);
    const names: string[] = [];
    this.cellGoals = sides.map((side) => {
      const goals = new Map<number, number>();
      for (const { origin, outcome } of cellsOf(side, legacy)) {
        const cell = cellNumber(ORIGIN_NAMES.indexOf(origin), OUTCOME_NAMES.indexOf(outcome));
        goals.set(cell, names.push(`${side} ${origin} ${outcome}`) - 1);
      }
      return goals;
    });
    this.cells = names.length;
    const all = causesBetween(sides, maker);
    const causes =
      legacy === undefined ? all : all.filter((id) => showsMinimally(id, maker, legacy));
    this.otherFormats = all.length - causes.length;
    this.causeGoals = new Map(causes.map((id) => [id, names.push(`cause ${id}`) - 1]));
    this.names = names;
  }

  /** A scenario as the corpus has it. */
  asWritten(scenario: Scenario): Scenario {
    return inFormat(scenario, this.legacy);
  }

  /**
   * The goals that a scenario reaches, by number. Cells count with a well-formed format only: with
   * an ill-formed one words decode to anything.
   */
  reachedBy(original: Scenario): ReadonlySet<number> {
    const scenario = this.asWritten(original);
    const reached = new Set<number>();
    for (const id of this.maker.causesOf(scenario)) {
      const goal = this.causeGoals.get(id);
      if (goal !== undefined) reached.add(goal);
    }
    if (!isWellFormed(formatOf(scenario))) return reached;
    for (const [position, side] of this.maker.sides.entries()) {
      if (side.overflow !== undefined) continue;
      const goals = this.cellGoals[position];
      forEachCell(side, scenario, (row, outcome) => {
        const goal = goals?.get(cellNumber(row, outcome));
        if (goal !== undefined) reached.add(goal);
      });
    }
    return reached;
  }
}

function cellNumber(row: number, outcome: number): number {
  return row * OUTCOME_NAMES.length + outcome;
}

/**
 * The cells of a side's coverage table that can be reached in a format: none in an ill-formed one. A
 * special page of v5.7 reads as special, or as an error if the two values are the same.
 */
function cellsOf(side: SideName, legacy: OwnFormat | undefined): ReturnType<typeof reachableCells> {
  const cells = reachableCells(side, false);
  if (legacy === undefined) return cells;
  if (!isWellFormed(legacy.format)) return [];
  const specials = cells.filter(({ outcome }) => outcome === 'special').map(({ origin }) => origin);
  const { error, special } = legacy.format.fields.values;
  const never = error === special ? 'special' : 'error';
  return cells.filter(({ origin, outcome }) => !specials.includes(origin) || outcome !== never);
}

/**
 * The known causes that can show on these sides: differences that can stand between two neighbours,
 * and violations that their own minimal scenario shows here.
 */
function causesBetween(sides: readonly SideName[], maker: FixtureMaker): readonly string[] {
  const differences = DIFFERENCES.filter(({ between }) =>
    sides.some((right, index) => {
      const left = sides[index - 1];
      return left !== undefined && between(left, right);
    }),
  );
  const violations = RANGE_FAULT_VIOLATIONS.filter(({ id }) =>
    showsMinimally(id, maker, undefined),
  );
  return [...differences, ...violations].map(({ id }) => id);
}

/** Whether the minimal scenario of a cause shows it on these sides, in a format. */
function showsMinimally(id: string, maker: FixtureMaker, legacy: OwnFormat | undefined): boolean {
  const minimal = readScenario(readMinimal(id).scenario, { file: id });
  return maker.causesOf(inFormat(minimal, legacy)).has(id);
}
