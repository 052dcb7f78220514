// SPDX-License-Identifier: GPL-2.0-or-later
import { beforeAll, describe, expect, it } from 'vitest';
import { isWellFormed } from '../../legacy/format-clauses';
import { ORIGIN_NAMES } from '../../oracle/compare/origin';
import { Coverage, OUTCOME_NAMES, reachableCells } from '../../oracle/coverage/coverage';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';

const SIDES: readonly SideName[] = ['v5.7', 'legacy', 'modern', 'modern-6.1'];
const SCENARIOS = 150_000;
const SEED = 58;
const ORIGINS: readonly string[] = ORIGIN_NAMES;
const OUTCOMES: readonly string[] = OUTCOME_NAMES;

/** Cells as text, in the table's order. */
function reached(coverage: Coverage): string[] {
  return ORIGIN_NAMES.flatMap((origin) =>
    OUTCOME_NAMES.filter((outcome) => coverage.of(origin, outcome) > 0).map(
      (outcome) => `${origin} ${outcome}`,
    ),
  );
}

function reachable(side: SideName): string[] {
  const cells = reachableCells(side, false).map(({ origin, outcome }) => `${origin} ${outcome}`);
  return cells.sort(inTableOrder);
}

function inTableOrder(one: string, other: string): number {
  const place = (cell: string): number => {
    const [origin = '', outcome = ''] = cell.split(' ');
    return ORIGINS.indexOf(origin) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
  };
  return place(one) - place(other);
}

describe('random scenarios with well-formed formats', () => {
  const runner = Runner.of(SIDES);
  const coverage = runner.sides.map(({ name }) => new Coverage(name));

  beforeAll(() => {
    const random = new Random(SEED, 0);
    for (let index = 0; index < SCENARIOS; index++) {
      random.restart(SEED, index);
      const scenario = generateScenario(random, 'small');
      if (!isWellFormed(scenario.format)) continue;
      runner.run(scenario);
      for (const [position, side] of runner.sides.entries()) {
        coverage[position]?.add(side, scenario);
      }
    }
  });

  it.each(SIDES.map((side, position) => [side, position] as const))(
    'reach every cell of the table on %s, and no other',
    (side, position) => {
      const of = coverage[position];
      expect(of === undefined ? [] : reached(of)).toEqual(reachable(side));
    },
  );

  it('reach every rule of a page fault', () => {
    const never = Array.from(runner.space.ruleCounts.entries())
      .filter(([rule, count]) => rule > 0 && count === 0)
      .map(([rule]) => rule);
    // The range fault waits for a migrating PMD and never faults a nonpresent or corrupt one.
    // Rules from 19 on are about what only documents from version 2 on can hold.
    expect(never).toEqual([9, 10, 19, 20, 21, 22, 23, 24]);
  });
});
