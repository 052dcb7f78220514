// SPDX-License-Identifier: GPL-2.0-or-later
import { ORIGIN_NAMES, type OriginName } from '../compare/origin';
import { hasChange, isModern, type SideName } from '../run/side';
import type { OutcomeName } from './coverage';

const PAGE: readonly OutcomeName[] = ['read', 'write'];
const FAULT: readonly OutcomeName[] = ['faulted', 'denied', 'fault-failed'];

/** What every side does with an entry, by model.md's table of callbacks. */
const COMMON: Readonly<Record<OriginName, readonly OutcomeName[]>> = {
  'skipped-vma': ['error', 'impossible'],
  gap: ['error', 'impossible'],
  hole: ['none', ...FAULT],
  'pud-devmap': [...PAGE, ...FAULT],
  'pmd-huge': [...PAGE, ...FAULT],
  'pmd-huge-protnone': FAULT,
  'pmd-devmap': [...PAGE, ...FAULT],
  'pmd-migration': ['none', 'waited'],
  'pmd-nonpresent': ['error', 'impossible'],
  'pmd-bad': ['error', 'impossible'],
  'hugetlb-none': FAULT,
  'hugetlb-present': [...PAGE, ...FAULT],
  'hugetlb-protnone': FAULT,
  'hugetlb-migration': FAULT,
  'hugetlb-hwpoison': ['denied', 'fault-failed'],
  'pte-none': ['none', ...FAULT],
  'pte-present': [...PAGE, ...FAULT],
  'pte-protnone': FAULT,
  'pte-special': ['error', ...PAGE, 'impossible', ...FAULT],
  'pte-special-protnone': ['error', ...FAULT],
  'pte-swap': ['none', ...FAULT],
  'pte-migration': ['none', 'waited'],
  'pte-own-device-private': PAGE,
  'pte-other-device-private': ['none', 'impossible'],
  'pte-hwpoison': ['none', 'impossible'],
  nothing: [],
};

/** Entries that are reported although their CPU flags are empty; the formats part here. */
const EMPTY_FLAGS: readonly OriginName[] = [
  'pmd-huge-protnone',
  'hugetlb-none',
  'hugetlb-protnone',
  'hugetlb-migration',
  'hugetlb-hwpoison',
  'pte-protnone',
  'pte-special-protnone',
];

/** One cell of the coverage table. */
export interface Cell {
  readonly origin: OriginName;
  readonly outcome: OutcomeName;
}

/**
 * All cells that a side reaches with a well-formed format, and no others. (The modern side also
 * reports `none` for each of {@link EMPTY_FLAGS}: that is the pfn 0 without flags.)
 */
export function reachableCells(side: SideName): readonly Cell[] {
  return ORIGIN_NAMES.flatMap((origin) =>
    [
      ...commonOutcomes(side, origin),
      ...emptyFlagsOutcomes(side, origin),
      ...specialOutcomes(side, origin),
    ].map((outcome) => ({ origin, outcome })),
  );
}

function commonOutcomes(side: SideName, origin: OriginName): readonly OutcomeName[] {
  const foreign = origin === 'pte-other-device-private';
  return foreign && hasChange(side, 'foreignPrivateFaulted') ? ['none', ...FAULT] : COMMON[origin];
}

function emptyFlagsOutcomes(side: SideName, origin: OriginName): readonly OutcomeName[] {
  if (!EMPTY_FLAGS.includes(origin)) return [];
  if (!isModern(side)) return ['read'];
  // With the order in it, the word of a hugetlb page is never 0.
  return hasChange(side, 'mapOrder') && origin.startsWith('hugetlb-')
    ? ['stray']
    : ['none', 'stray'];
}

function specialOutcomes(side: SideName, origin: OriginName): readonly OutcomeName[] {
  const special = origin === 'pte-special' || origin === 'pte-special-protnone';
  return side === 'v5.7' && special ? ['special'] : [];
}
