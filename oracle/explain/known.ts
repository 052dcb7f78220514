// SPDX-License-Identifier: GPL-2.0-or-later
import { REASONS_OF_MODELS } from '../compare/compare';
import { CLAUSES } from '../contract/registry';
import { DIFFERENCES } from '../differences/registry';
import type { ModelName } from '../run/side-names';

/** Something known, by its id: a difference of sides, or a way in which a promise is broken. */
export type KnownEntry = {
  readonly id: string;
  readonly title: string;
  /** The line of reasoning: which decision leads there. */
  readonly why: string;
  /** The effect on drivers. */
  readonly driver: string;
} & (
  | {
      readonly kind: 'difference';
      /** What each side does. */
      readonly does: Readonly<Partial<Record<ModelName, string>>>;
    }
  | {
      readonly kind: 'violation';
      /** What is promised. */
      readonly promise: string;
      /** Whether it matters in practice, and when. */
      readonly matters: string;
    }
);

/** Everything known that has an id. */
export const KNOWN_ENTRIES: readonly KnownEntry[] = [
  ...DIFFERENCES.map(
    ({ id, title, does, why, driver }): KnownEntry => ({
      kind: 'difference',
      id,
      title,
      does,
      why,
      driver,
    }),
  ),
  ...CLAUSES.flatMap(({ promise, violations }) =>
    violations.map(
      ({ id, title, why, driver, matters }): KnownEntry => ({
        kind: 'violation',
        id,
        title,
        promise,
        why,
        driver,
        matters,
      }),
    ),
  ),
  ...REASONS_OF_MODELS.map((reason): KnownEntry => ({ kind: 'difference', ...reason })),
];

/** The known difference or violation of this id. */
export function findKnown(id: string): KnownEntry | undefined {
  return KNOWN_ENTRIES.find((entry) => entry.id === id);
}
