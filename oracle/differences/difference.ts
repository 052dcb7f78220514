// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernRevision } from '../../modern/revision';
import type { Disagreement, Pair } from '../compare/compare';
import { hasChange, isModern, type SideName } from '../run/side';

/**
 * A known difference between sides: one cause, found and understood. An entry is tight: it explains
 * exactly the disagreements that its cause brings, never others that look alike.
 */
export interface Difference {
  /** Stable; used in reports and fixtures. */
  readonly id: string;
  readonly title: string;
  /** What each side does, in the words of its format. */
  readonly does: Readonly<Partial<Record<SideName, string>>>;
  /** The line of reasoning: which decision leads there. */
  readonly why: string;
  /** What a driver suffers from it, or would after a migration. */
  readonly driver: string;
  /** Whether this difference can stand between these two sides; `left` is the older one. */
  between(left: SideName, right: SideName): boolean;
  explains(pair: Pair, disagreement: Disagreement): boolean;
}

/** A side with the customizable format against one with the fixed format. */
export function acrossFormats(left: SideName, right: SideName): boolean {
  return !isModern(left) && isModern(right);
}

/** Any two sides of which at least one has the customizable format. */
export function withCustomizableFormat(left: SideName, right: SideName): boolean {
  return left !== right && !(isModern(left) && isModern(right));
}

/** v5.7 against any other side. */
export function withPageCount(left: SideName, right: SideName): boolean {
  return left === 'v5.7' && right !== 'v5.7';
}

/** A side of a kernel before a change, against one that has it. */
export function acrossChange(change: keyof ModernRevision) {
  return (left: SideName, right: SideName): boolean =>
    !hasChange(left, change) && hasChange(right, change);
}
