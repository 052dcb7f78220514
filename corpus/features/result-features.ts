// SPDX-License-Identifier: GPL-2.0-or-later
import type { Judgement } from '../../oracle/campaign/judge';
import { ORIGIN_NAMES } from '../../oracle/compare/origin';
import { forEachCell, OUTCOME_NAMES } from '../../oracle/coverage/coverage';
import { returnName } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { cellFeature, FEATURES } from './vocabulary';

/**
 * Adds the features of what the sides made of a scenario. Cells that no side reaches with a
 * well-formed format are not features: with an ill-formed one any of them can be reached.
 */
export function addResultFeatures(
  scenario: Scenario,
  sides: readonly Side[],
  { comparisons }: Judgement,
  causes: readonly string[],
  features: Set<string>,
): void {
  for (const side of sides) {
    if (side.overflow === undefined) addSideFeatures(scenario, side, features);
  }
  for (const { verdict } of comparisons) features.add(`verdict:${verdict.kind}`);
  for (const id of causes) features.add(`cause:${id}`);
}

function addSideFeatures(scenario: Scenario, side: Side, features: Set<string>): void {
  const { record } = side;
  features.add(`return:${returnName(record.ret)}`);
  features.add(record.walks > 2 ? 'walks:3+' : `walks:${record.walks}`);
  if (record.faults.rows === 0) features.add('faults:none');
  for (let row = 0; row < record.faults.rows; row++) {
    features.add(record.faults.row(row).write ? 'faults:write' : 'faults:read');
  }
  forEachCell(side, scenario, (row, outcome) => {
    const cell = CELLS[row]?.[outcome];
    if (cell === undefined) return;
    for (const feature of cell) features.add(feature);
  });
}

const KNOWN = new Set(FEATURES);

/** The features of each cell of the table, by row and outcome. */
const CELLS = ORIGIN_NAMES.map((origin) =>
  OUTCOME_NAMES.map((outcome) =>
    [`meets:${origin}`, `outcome:${outcome}`, cellFeature({ origin, outcome })].filter((feature) =>
      KNOWN.has(feature),
    ),
  ),
);
