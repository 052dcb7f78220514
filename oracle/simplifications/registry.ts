// SPDX-License-Identifier: GPL-2.0-or-later
import {
  devicePageMapped,
  failedFaultLeavesTables,
  failedOutside,
  hugePageMapped,
  sharedMappedWritable,
  swappedInWritable,
  swappedPageCopied,
} from './absent';
import {
  exclusiveWritableAgain,
  frameReused,
  hintingFault,
  hugePageSplit,
  hugetlbStaysProtnone,
  hugeZeroPageReplaced,
  writeProtected,
} from './present';
import type { Simplification } from './simplification';

const ALL = [
  failedFaultLeavesTables,
  writeProtected,
  hugetlbStaysProtnone,
  hintingFault,
  hugePageSplit,
  hugeZeroPageReplaced,
  hugePageMapped,
  devicePageMapped,
  sharedMappedWritable,
  swappedInWritable,
  swappedPageCopied,
  frameReused,
  exclusiveWritableAgain,
  failedOutside,
] as const;

export type SimplificationId = (typeof ALL)[number]['id'];

/** Every known simplification. */
export const SIMPLIFICATIONS: readonly (Simplification & { readonly id: SimplificationId })[] = ALL;

/** The simplification with an id. */
export function simplification(id: SimplificationId): Simplification {
  const found = SIMPLIFICATIONS.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`"id" expected a simplification, got ${id}`);
  return found;
}
