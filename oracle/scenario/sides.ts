// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyRevision } from '../../legacy/format';
import {
  CHANGED_SINCE,
  type KernelVersion,
  MODERN_SIDES,
  type ModernName,
  type ModernRevision,
  type NarrowName,
  revisionOf,
} from '../../modern/revision';
import { DMA_FLAGS_SINCE, layoutOf, pfnBits, type WordLayout } from '../../modern/word-layout';

/** The sides with the customizable format. */
const LEGACY_SIDES = { 'v5.7': true, legacy: true } as const satisfies Record<LegacyRevision, true>;

/** The name of a side: a revision of `hmm_range_fault()`, and how wide its long is. */
export type SideName = LegacyRevision | ModernName;

/** The sides with the fixed format. */
export const MODERN_NAMES: readonly ModernName[] = keysOf(MODERN_SIDES);

/** The sides that can run a scenario, older before newer. */
export const SIDE_NAMES: readonly SideName[] = [...keysOf(LEGACY_SIDES), ...MODERN_NAMES];

/** The sides that are a kernel of 64 bits: what a 32-bit one does, they do as well. */
export const WIDE_MODERN_NAMES: readonly ModernName[] = MODERN_NAMES.filter(
  (name) => !isNarrow(name),
);

/** The sides whose results the golden vectors have: those that run if none are named. */
export const GOLDEN_SIDES = ['v5.7', 'legacy', 'modern'] as const satisfies readonly SideName[];

/** Whether a side has the fixed format, which needs no other in a scenario. */
export function isModern(side: SideName): side is ModernName {
  if (side === 'v5.7' || side === 'legacy') return false;
  side satisfies ModernName;
  return true;
}

/** Whether a side's long has 32 bits, so that it has no result where a pfn does not fit. */
export function isNarrow(side: SideName): side is NarrowName {
  return isModern(side) && MODERN_SIDES[side].bits === 32;
}

const REVISIONS = new Map<SideName, ModernRevision>(
  MODERN_NAMES.map((name) => [name, revisionOf(MODERN_SIDES[name].kernel)]),
);

/** Whether a side is of a kernel that has a change of later kernels. */
export function hasChange(side: SideName, change: keyof ModernRevision): boolean {
  return REVISIONS.get(side)?.[change] ?? false;
}

/** What later kernels changed, by the names of the switches. */
export const CHANGES: readonly (keyof ModernRevision)[] = keysOf(CHANGED_SINCE);

export { CHANGED_SINCE, DMA_FLAGS_SINCE };

/** The release that a side with the fixed format is. */
export function kernelOf(side: ModernName): KernelVersion {
  return MODERN_SIDES[side].kernel;
}

/** Which bits of an output word mean what, on a side with the fixed format. */
export function wordLayout(side: ModernName): WordLayout {
  const { kernel, bits } = MODERN_SIDES[side];
  return layoutOf(kernel, bits);
}

/** The first pfn that does not fit into the words of some of the sides; Infinity on 64 bits. */
export function pfnLimitOf(sides: readonly SideName[]): number {
  return Math.min(...sides.filter(isNarrow).map((side) => 2 ** pfnBits(wordLayout(side))));
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table).filter((key): key is Key => Object.hasOwn(table, key));
}
