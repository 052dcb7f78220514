// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../../legacy/format';
import type { PageNumber } from '../../../mm/units';
import type { Pair } from '../../compare/compare';
import { formatOf } from '../../scenario/scenario';
import { type ReadingDifference, withCustomizableFormat } from '../difference';
import type { PageDecision } from '../follows';

/** What an ill-formed format does to the decision about a page when it is encoded and decoded. */
interface FormatCause {
  readonly id: string;
  readonly title: string;
  readonly legacy: string;
  readonly why: string;
  readonly driver: string;
  /** Whether this defect hits the page, whose decision both sides took alike. */
  hits(decision: PageDecision, format: LegacyFormat, pair: Pair, page: PageNumber): boolean;
}

/**
 * A difference that comes from an ill-formed customizable format alone: both sides decided alike,
 * and the format lost or changed the decision when it was encoded and decoded.
 */
export function formatDifference(cause: FormatCause): ReadingDifference {
  return {
    id: cause.id,
    title: cause.title,
    illFormed: true,
    does: {
      'v5.7': cause.legacy,
      legacy: cause.legacy,
      modern: 'has one format, which is well-formed',
    },
    why: cause.why,
    driver: cause.driver,
    between: withCustomizableFormat,
    explains(reading) {
      const { pair, disagreement } = reading;
      if (disagreement.aspect !== 'page') return false;
      const { decision } = reading;
      return (
        decision !== undefined &&
        cause.hits(decision, formatOf(pair.scenario), pair, disagreement.page)
      );
    },
  };
}
