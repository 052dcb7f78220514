// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernRevision } from '../../modern/revision';
import { hasChange, isModern, type ModelName, type SideName } from '../run/side-names';
import { WIDE_MODERN_NAMES } from '../scenario/sides';
import type { Reading } from './follows';
import type { Premise } from './premise/premise';

/** What every known difference between sides has: one cause, found and understood. */
interface KnownDifference {
  /** Stable; used in reports and fixtures. */
  readonly id: string;
  readonly title: string;
  /** What each side does, in the words of its format. */
  readonly does: Readonly<Partial<Record<ModelName, string>>>;
  /** The line of reasoning: which decision leads there. */
  readonly why: string;
  /** The effect on drivers, now or after a port. */
  readonly driver: string;
  /** Whether it comes from an ill-formed customizable format alone: no driver's format shows it. */
  readonly illFormed?: true;
  /** Whether it takes an entry that only documents from version 2 on can hold. */
  readonly newer?: true;
  /** Whether only sides whose long has 32 bits show it. */
  readonly narrow?: true;
  /** Whether this difference can stand between these two sides; `left` is the older one. */
  between(left: SideName, right: SideName): boolean;
}

/**
 * A difference in what is reported about a call that took the same course on both sides. It is tight:
 * it explains exactly the disagreements that its cause produces, and says what both sides must read.
 */
export interface ReadingDifference extends KnownDifference {
  explains(reading: Reading): boolean;
}

/**
 * A difference in the course that a call takes. It explains the disagreements that disappear once each
 * side is given the other one's premise.
 */
export interface WayDifference extends KnownDifference {
  readonly premise: Premise;
}

/** A known difference between sides. */
export type Difference = ReadingDifference | WayDifference;

/** The difference that a change of later kernels makes. */
export type ChangeDifference = Difference & {
  /** What changed in the range fault, as model.md says it. */
  readonly changed: string;
  /** What is seen of a range fault that has the change, and of one that does not: how a tree differs from a model. */
  readonly seen: { readonly with: string; readonly without: string };
};

/** Whether a difference is one in the course that a call takes. */
export function takesAnotherWay(difference: Difference): difference is WayDifference {
  return 'premise' in difference;
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

/** What the sides with the fixed format do, before a change and since; those of 64 bits stand for all. */
export function doesAcross(
  change: keyof ModernRevision,
  before: string,
  since: string,
): Partial<Record<SideName, string>> {
  return Object.fromEntries(
    WIDE_MODERN_NAMES.map((side) => [side, hasChange(side, change) ? since : before]),
  );
}

/** A side of a kernel before a change, against one that has it. */
export function acrossChange(change: keyof ModernRevision) {
  return (left: SideName, right: SideName): boolean =>
    !hasChange(left, change) && hasChange(right, change);
}
