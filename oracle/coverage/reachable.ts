// SPDX-License-Identifier: GPL-2.0-or-later
import { metBy, ORIGIN_NAMES, type Origin, type OriginName, originNamed } from '../compare/origin';
import { hasChange, isModern, type SideName } from '../run/side-names';
import type { Met } from '../scenario/kind-row';
import type { OutcomeName } from './coverage';

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
