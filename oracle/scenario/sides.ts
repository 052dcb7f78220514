// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyRevision } from '../../legacy/format';
import type { BitsPerLong } from '../../modern/format';
import {
  CHANGED_SINCE,
  isBefore,
  type KernelVersion,
  MODERN_SIDES,
  type ModernName,
  type ModernRevision,
  type NarrowName,
  RELEASES,
  revisionOf,
} from '../../modern/revision';
import { DMA_FLAGS_SINCE, layoutOf, pfnBits } from '../../modern/word-layout';

/** The sides with the customizable format. */
const LEGACY_SIDES = { 'v5.7': true, legacy: true } as const satisfies Record<LegacyRevision, true>;

/** The name of a model: a revision of `hmm_range_fault()`, and how wide its long is. */
export type ModelName = LegacyRevision | ModernName;

/** The sides with the fixed format. */
export const MODERN_NAMES: readonly ModernName[] = keysOf(MODERN_SIDES);

/** The sides that are models of ours, older before newer. */
export const SIDE_NAMES: readonly ModelName[] = [...keysOf(LEGACY_SIDES), ...MODERN_NAMES];

/** The sides that are a kernel of 64 bits: what a 32-bit one does, they do as well. */
export const WIDE_MODERN_NAMES: readonly ModernName[] = MODERN_NAMES.filter(
  (name) => !isNarrow(name),
);

/** The sides whose long has 32 bits. */
export const NARROW_NAMES: readonly NarrowName[] = MODERN_NAMES.filter(isNarrow);

/** The sides whose results the golden vectors have: those that run if none are named. */
export const GOLDEN_SIDES = ['v5.7', 'legacy', 'modern'] as const satisfies readonly ModelName[];

/** Whether a side is a model whose long has 32 bits, so that it has no result where a pfn does not fit. */
export function isNarrow(side: string): side is NarrowName {
  return MODERN_NAMES.some((name) => name === side && MODERN_SIDES[name].bits === 32);
}

/** The releases that `modern-RELEASE` can name, for a person. */
export const RELEASE_SPAN = `${RELEASES[0]} to ${RELEASES.at(-1)}`;

/**
 * The side of a name: a model's, or that of the fixed format as it is in force in a release, by its
 * number (`modern-6.14`, `modern-5.10-32`), which is a model's of the same revision and layout.
 * Undefined for any other text.
 */
export function modelNamed(text: string): ModelName | undefined {
  const model = SIDE_NAMES.find((name) => name === text);
  if (model !== undefined) return model;
  const [, number = '', narrow] = /^modern-(\d{1,2}\.\d{1,2})(-32)?$/.exec(text) ?? [];
  const kernel = RELEASES.find((release) => release === number);
  return kernel === undefined ? undefined : sideInForce(kernel, narrow === undefined ? 64 : 32);
}

/** The model that does all that a release does: the newest that is not newer, or else the oldest. */
export function sideInForce(kernel: KernelVersion, bits: BitsPerLong): ModernName | undefined {
  const does = doesOf(kernel, bits);
  const alike = MODERN_NAMES.filter((name) => {
    const row = MODERN_SIDES[name];
    return row.bits === bits && doesOf(row.kernel, bits) === does;
  });
  return alike.findLast((name) => !isBefore(kernel, MODERN_SIDES[name].kernel)) ?? alike[0];
}

/** Everything that a side's results depend on, as a text to compare. */
function doesOf(kernel: KernelVersion, bits: BitsPerLong): string {
  const { orderShift, carried } = layoutOf(kernel, bits);
  return JSON.stringify([revisionOf(kernel), orderShift ?? null, carried.toString()]);
}

/** What later kernels changed, by the names of the switches. */
export const CHANGES: readonly (keyof ModernRevision)[] = keysOf(CHANGED_SINCE);

export { CHANGED_SINCE, DMA_FLAGS_SINCE };

/** The first pfn that does not fit into the words of some of the sides; Infinity on 64 bits. */
export function pfnLimitOf(sides: readonly string[]): number {
  return Math.min(
    ...sides
      .filter(isNarrow)
      .map((side) => 2 ** pfnBits(layoutOf(MODERN_SIDES[side].kernel, MODERN_SIDES[side].bits))),
  );
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table).filter((key): key is Key => Object.hasOwn(table, key));
}
