// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernRevision } from '../../../modern/revision';
import { acrossChange, type ChangeDifference, doesAcross, type WayDifference } from '../difference';

/** A change in later kernels that makes a call proceed differently. */
interface RevisionCause
  extends Pick<WayDifference, 'id' | 'title' | 'why' | 'driver' | 'premise' | 'newer'>,
    Partial<Pick<WayDifference, 'between'>>,
    Pick<ChangeDifference, 'changed' | 'seen'> {
  readonly change: keyof ModernRevision;
  /** What kernels before the change did, and what those with it do. */
  readonly before: string;
  readonly since: string;
}

/**
 * The differences that come from changes in later kernels. Once two calls diverge, everything after
 * that may differ: faults, number of walks, return code. So such an entry says which premise the older
 * side lacks, and which one the newer side lacks.
 */
export function revisionDifference(cause: RevisionCause): WayDifference & ChangeDifference {
  const { id, title, changed, seen, why, driver, premise, before, since, newer } = cause;
  return {
    id,
    title,
    changed,
    seen,
    does: { 'v5.7': before, legacy: before, ...doesAcross(cause.change, before, since) },
    why,
    driver,
    premise,
    ...(newer === undefined ? {} : { newer }),
    between: cause.between ?? acrossChange(cause.change),
  };
}
