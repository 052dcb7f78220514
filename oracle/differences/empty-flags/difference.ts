// SPDX-License-Identifier: GPL-2.0-or-later
import type { OriginName } from '../../compare/origin';
import { acrossFormats, type ReadingDifference } from '../difference';

/** What is particular to one entry kind whose CPU flags are empty. */
interface EmptyFlagsCause {
  readonly id: string;
  readonly title: string;
  readonly origins: readonly OriginName[];
  readonly legacy: string;
  readonly modern: string;
  readonly why: string;
  readonly driver: string;
}

/**
 * The differences that come from one rule: `hmm_device_entry_from_pfn()` set the valid bit whatever
 * the CPU flags were, the fixed format stores just `pfn | flags` (model.md, section 3). They show
 * where an entry is reported although its CPU flags are empty, and each is a cause of its own: the
 * entry kind decides how such a page arises and what a driver does with it.
 */
export function emptyFlagsDifference(cause: EmptyFlagsCause): ReadingDifference {
  return {
    id: cause.id,
    title: cause.title,
    does: { 'v5.7': cause.legacy, legacy: cause.legacy, modern: cause.modern },
    why: cause.why,
    driver: cause.driver,
    between: acrossFormats,
    explains(reading) {
      const { met } = reading;
      if (met === undefined || !cause.origins.includes(met)) return false;
      const { decision } = reading;
      return decision?.kind === 'page' && decision.flags === 'nothing';
    },
  };
}
