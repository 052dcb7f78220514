// SPDX-License-Identifier: GPL-2.0-or-later
import { OWNER_MASK, OWNER_SHIFT } from '../../mm/entry';
import { ORIGIN_NAMES, type OriginName, originName } from '../compare/origin';
import type { Side, SideName } from '../run/side';
import type { Scenario } from '../scenario/scenario';

/**
 * What can come of a page or a piece: the states that it is reported in, in the order of
 * `StateKind`, then the ways in which a walk ends there, in the order of `Ending`.
 */
export const OUTCOME_NAMES = [
  'none',
  'error',
  'special',
  'read',
  'write',
  'stray',
  'malformed',
  'untouched',
  'faulted',
  'waited',
  'denied',
  'fault-failed',
  'impossible',
] as const;
export type OutcomeName = (typeof OUTCOME_NAMES)[number];

const FIRST_ENDING = OUTCOME_NAMES.indexOf('faulted');
const ROW_BY_NAME = new Map(ORIGIN_NAMES.map((name, row) => [name, row]));

/** How often one side reached each cell of model.md's table: what was met × what came of it. */
export class Coverage {
  private readonly counts = new Float64Array(ORIGIN_NAMES.length * OUTCOME_NAMES.length);

  constructor(readonly side: SideName) {}

  /** Adds what a run of the side left: a count a page for states, one a walk for endings. */
  add(side: Side, scenario: Scenario): void {
    forEachCell(side, scenario, this.count);
  }

  /** The count of one cell. */
  of(origin: OriginName, outcome: OutcomeName): number {
    const row = ROW_BY_NAME.get(origin) ?? 0;
    return this.counts[row * OUTCOME_NAMES.length + OUTCOME_NAMES.indexOf(outcome)] ?? 0;
  }

  private readonly count = (row: number, outcome: number): void => {
    const cell = row * OUTCOME_NAMES.length + outcome;
    this.counts[cell] = (this.counts[cell] ?? 0) + 1;
  };
}

/**
 * Visits what a run of the side left: a cell a page for states, one a walk for endings; each by its
 * place in {@link ORIGIN_NAMES} and in {@link OUTCOME_NAMES}.
 */
export function forEachCell(
  side: Side,
  scenario: Scenario,
  visit: (row: number, outcome: number) => void,
): void {
  const { record, states } = side;
  const { owner } = scenario.range;
  let lastOrigin = -1;
  let row = 0;
  for (let page = 0; page < record.stoppedAt; page++) {
    const origin = record.origins[page] ?? 0;
    if (origin !== lastOrigin) {
      row = rowOf(origin, owner);
      lastOrigin = origin;
    }
    visit(row, states.kinds[page] ?? 0);
  }
  for (const { origin, ending } of record.walkEnds()) {
    visit(rowOf(origin, owner), FIRST_ENDING + ending);
  }
}

/** Rows by the attributes below the owner, and by whether it is the range's; -1 until one is met. */
const OWN = 1 << OWNER_SHIFT;
const ROWS = new Int8Array(2 * OWN).fill(-1);

function rowOf(origin: number, owner: number): number {
  const own = ((origin >>> OWNER_SHIFT) & OWNER_MASK) === owner;
  const key = (origin & (OWN - 1)) | (own ? OWN : 0);
  const known = ROWS[key] ?? -1;
  if (known >= 0) return known;
  const row = ROW_BY_NAME.get(originName(origin, owner)) ?? 0;
  ROWS[key] = row;
  return row;
}
