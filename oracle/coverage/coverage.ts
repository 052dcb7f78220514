// SPDX-License-Identifier: GPL-2.0-or-later
import { OWNER_MASK, OWNER_SHIFT } from '../../mm/entry';
import {
  metBy,
  ORIGIN_NAMES,
  type Origin,
  type OriginName,
  originName,
  originNamed,
} from '../compare/origin';
import type { Side } from '../run/side';
import { hasChange, isModern, type SideName } from '../run/side-names';
import type { Met } from '../scenario/kind-row';
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
type OutcomeName = (typeof OUTCOME_NAMES)[number];

const FIRST_ENDING = OUTCOME_NAMES.indexOf('faulted');
const ROW_BY_NAME = new Map(ORIGIN_NAMES.map((name, row) => [name, row]));

/** How often one side reached each cell of model.md's table: what was met × what came of it. */
export class Coverage {
  private readonly counts = new Float64Array(ORIGIN_NAMES.length * OUTCOME_NAMES.length);
  private readonly pairs: OriginPairs | undefined;

  /** @param withPairs whether it is counted, too, which origins were met in one call. */
  constructor(
    readonly side: SideName,
    withPairs = false,
  ) {
    this.pairs = withPairs ? new OriginPairs() : undefined;
  }

  /** Adds what a run of the side left: a count a page for states, one a walk for endings. */
  add(side: Side, scenario: Scenario): void {
    forEachCell(side, scenario, this.count);
    this.pairs?.endOfCall();
  }

  /** Every cell that was reached, as `ORIGIN OUTCOME`, and how often. */
  *cells(): Iterable<readonly [string, number]> {
    for (const [cell, count] of this.counts.entries()) {
      if (count === 0) continue;
      const origin = ORIGIN_NAMES[Math.floor(cell / OUTCOME_NAMES.length)] ?? 'nothing';
      const outcome = OUTCOME_NAMES[cell % OUTCOME_NAMES.length] ?? 'none';
      yield [cellName(origin, outcome), count];
    }
  }

  /** Every two origins that were met in one call, as `ORIGIN + ORIGIN`, and in how many. */
  together(): Iterable<readonly [string, number]> {
    return this.pairs?.list() ?? [];
  }

  /** The count of one cell. */
  of(origin: OriginName, outcome: OutcomeName): number {
    const row = ROW_BY_NAME.get(origin) ?? 0;
    return this.counts[row * OUTCOME_NAMES.length + OUTCOME_NAMES.indexOf(outcome)] ?? 0;
  }

  private readonly count = (row: number, outcome: number): void => {
    const cell = row * OUTCOME_NAMES.length + outcome;
    this.counts[cell] = (this.counts[cell] ?? 0) + 1;
    this.pairs?.met(row);
  };
}

/** How counts name a cell. */
export function cellName(origin: OriginName, outcome: OutcomeName): string {
  return `${origin} ${outcome}`;
}

/** How counts name two origins that are met in one call: in the order of {@link ORIGIN_NAMES}. */
function originPairName(one: OriginName, other: OriginName): string {
  return `${one} + ${other}`;
}

/** In how many calls each two origins were met. */
class OriginPairs {
  private readonly counts = new Float64Array(ORIGIN_NAMES.length ** 2);
  private readonly isMet = new Uint8Array(ORIGIN_NAMES.length);
  private readonly rows: number[] = [];

  met(row: number): void {
    if (this.isMet[row] !== 0) return;
    this.isMet[row] = 1;
    this.rows.push(row);
  }

  endOfCall(): void {
    const { rows, counts, isMet } = this;
    for (const one of rows) {
      for (const other of rows) {
        const pair = one * ORIGIN_NAMES.length + other;
        if (one < other) counts[pair] = (counts[pair] ?? 0) + 1;
      }
    }
    for (const row of rows) isMet[row] = 0;
    rows.length = 0;
  }

  *list(): Iterable<readonly [string, number]> {
    for (const [pair, count] of this.counts.entries()) {
      const one = ORIGIN_NAMES[Math.floor(pair / ORIGIN_NAMES.length)];
      const other = ORIGIN_NAMES[pair % ORIGIN_NAMES.length];
      if (count > 0 && one !== undefined && other !== undefined)
        yield [originPairName(one, other), count];
    }
  }
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

const PAGE: readonly OutcomeName[] = ['read', 'write'];
const FAULT: readonly OutcomeName[] = ['faulted', 'denied', 'fault-failed'];

/** What every side reports of an entry, as long as its CPU flags are not empty. */
const REPORTED: Readonly<Record<Met['reported'], readonly OutcomeName[]>> = {
  none: ['none'],
  error: ['error'],
  page: PAGE,
  bare: [],
  'special page': ['error', ...PAGE],
  'special bare': ['error'],
  nothing: [],
};

/** One cell of the coverage table. */
export interface Cell {
  readonly origin: OriginName;
  readonly outcome: OutcomeName;
}

/**
 * All cells that a side reaches with a well-formed format, and no others. (The modern side also
 * reports `none` for each entry with empty flags: that is the pfn 0 without flags.)
 *
 * @param newer whether also by entries that only documents from version 2 on can hold.
 */
export function reachableCells(side: SideName, newer: boolean): readonly Cell[] {
  return ORIGIN_NAMES.flatMap((name) => {
    const origin = originNamed(name);
    if (origin.row.since !== undefined && !newer) return [];
    return [
      ...commonOutcomes(side, origin),
      ...emptyFlagsOutcomes(side, origin),
      ...specialOutcomes(side, origin),
    ].map((outcome) => ({ origin: name, outcome }));
  });
}

/** What every side does with an entry, by model.md's table of callbacks. */
function commonOutcomes(side: SideName, origin: Origin): OutcomeName[] {
  const { row } = origin;
  const { reported, requested } = metBy(side, origin);
  const faulted = row.fault === 'fails' ? FAULT.filter((outcome) => outcome !== 'faulted') : FAULT;
  const outcomes = REPORTED[reported];
  switch (requested) {
    case 'faulted':
      return [...outcomes, ...faulted];
    case 'waited for':
      return [...outcomes, 'waited'];
    case 'refused':
      return [...outcomes, 'impossible'];
    case 'faulted or refused':
      return [...outcomes, 'impossible', ...faulted];
    case 'satisfied':
    case 'nothing':
      return [...outcomes];
  }
}

/** Entries that are reported although their CPU flags are empty; the formats part here. */
function emptyFlagsOutcomes(side: SideName, { reported, row }: Origin): readonly OutcomeName[] {
  if (reported !== 'bare' && reported !== 'special bare') return [];
  if (!isModern(side)) return ['read'];
  // With the order in it, the word of a hugetlb page is never 0.
  return hasChange(side, 'mapOrder') && row.callback === 'hugetlb' ? ['stray'] : ['none', 'stray'];
}

function specialOutcomes(side: SideName, { reported }: Origin): readonly OutcomeName[] {
  const special = reported === 'special page' || reported === 'special bare';
  return side === 'v5.7' && special ? ['special'] : [];
}
