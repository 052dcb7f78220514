// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernRevision } from '../../../modern/revision';
import type { Disagreement, Pair } from '../../compare/compare';
import { acrossChange, type Difference } from '../difference';
import { type Parting, partingOf } from './parting';

/** A change of later kernels that makes a call take another way. */
interface RevisionCause extends Pick<Difference, 'id' | 'title' | 'why' | 'driver'> {
  readonly change: keyof ModernRevision;
  /** What kernels before the change did, and what those with it do. */
  readonly before: string;
  readonly since: string;
  /** Whether this is what the change does where two calls part. */
  parts(parting: Parting, pair: Pair): boolean;
}

/**
 * The differences that come from what later kernels changed. Two calls that part go different ways
 * from there on: other faults, another number of walks, another end. So such an entry looks at the
 * decision at which they parted; a page is explained by it if it does not lie before that.
 */
export function revisionDifference(cause: RevisionCause): Difference {
  const { id, title, why, driver, before, since } = cause;
  const old = { 'v5.7': before, legacy: before, modern: before };
  return {
    id,
    title,
    does: { ...old, 'modern-6.1': since, 'modern-6.12': since },
    why,
    driver,
    between: acrossChange(cause.change),
    explains(pair, disagreement) {
      const parting = partingOf(pair);
      return (
        parting !== undefined && !isBefore(disagreement, parting) && cause.parts(parting, pair)
      );
    },
  };
}

function isBefore(disagreement: Disagreement, { page }: Parting): boolean {
  return disagreement.aspect === 'page' && disagreement.page < page;
}
