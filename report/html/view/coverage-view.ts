// SPDX-License-Identifier: GPL-2.0-or-later
import type { CoverageSummary } from '../../../oracle/check/report';
import { ORIGIN_NAMES } from '../../../oracle/compare/origin';
import { OUTCOME_NAMES } from '../../../oracle/coverage/coverage';

/** One side's coverage table as a heat map: what was met × what came of it. */
export interface CoverageView {
  readonly side: string;
  readonly outcomes: readonly string[];
  readonly rows: readonly CoverageRow[];
  readonly reached: number;
  readonly reachable: number;
  /** `pte-special denied`; empty if every cell was reached. */
  readonly missing: readonly string[];
}

interface CoverageRow {
  readonly origin: string;
  /** Whether a group of origins (pud, pmd, hugetlb, pte) begins here. */
  readonly begins: boolean;
  readonly cells: readonly CoverageCell[];
}

/** undefined: the side cannot get there. */
export type CoverageCell = { readonly count: number; readonly heat: Heat } | undefined;

/** From 0, never reached, by powers of ten to 6: a hundred thousand times and more. */
type Heat = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export function coverageView({ side, cells, missing, reachable }: CoverageSummary): CoverageView {
  const counts = new Map(
    cells.map(({ origin, outcome, count }) => [`${origin} ${outcome}`, count]),
  );
  // Outcomes that no entry has on this side take no column.
  const outcomes = OUTCOME_NAMES.filter((name) => cells.some(({ outcome }) => outcome === name));
  return {
    side,
    outcomes,
    rows: ORIGIN_NAMES.map((origin, index) => ({
      origin,
      begins: groupOf(origin) !== groupOf(ORIGIN_NAMES[index - 1] ?? origin),
      cells: outcomes.map((outcome): CoverageCell => {
        const count = counts.get(`${origin} ${outcome}`);
        return count === undefined ? undefined : { count, heat: heatOf(count) };
      }),
    })),
    reached: reachable - missing.length,
    reachable,
    missing: missing.map(({ origin, outcome }) => `${origin} ${outcome}`),
  };
}

function groupOf(origin: string): string {
  return /^(?:pud|pmd|hugetlb|pte)/.exec(origin)?.[0] ?? '';
}

const HEATS: readonly Heat[] = [1, 2, 3, 4, 5, 6];

/** By powers of ten: counts differ by five of them. */
export function heatOf(count: number): Heat {
  if (count === 0) return 0;
  return HEATS[Math.min(5, Math.floor(Math.log10(count)))] ?? 6;
}

/** A count in at most four characters: `7`, `950`, `3.4k`, `12k`, `1.2M`. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const [scaled, unit] = count < 999_500 ? [count / 1000, 'k'] : [count / 1_000_000, 'M'];
  return `${scaled < 9.95 ? scaled.toFixed(1) : Math.round(scaled)}${unit}`;
}
