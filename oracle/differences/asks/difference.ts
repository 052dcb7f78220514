// SPDX-License-Identifier: GPL-2.0-or-later
import { type FormatDefectId, formatDefectIds } from '../../../legacy/format-clauses';
import { NOUVEAU } from '../../../legacy/known-formats';
import { Ask } from '../../../mm/range';
import { formatOf, type Scenario, variantOf } from '../../scenario/scenario';
import { acrossFormats, type WayDifference } from '../difference';
import { effectiveAsks, meantAsks } from './effective';

/** A way in which the flags of an ill-formed format give a request a different meaning. */
interface AsksCause extends Pick<WayDifference, 'id' | 'title' | 'why' | 'driver'> {
  readonly defect: FormatDefectId;
  /** What a range fault with such a format does. */
  readonly legacy: string;
}

/**
 * The differences that come from requests which an ill-formed format cannot express: the two sides
 * get different requests. With a format that can express them, the customizable side must do what the
 * fixed one does; and given the requests as the format encodes them, the fixed side must do what the
 * customizable one does.
 */
export function asksDifference(cause: AsksCause): WayDifference {
  const { id, title, why, driver, defect, legacy } = cause;
  return {
    id,
    title,
    illFormed: true,
    does: { 'v5.7': legacy, legacy, modern: 'does what the document requests' },
    why,
    driver,
    between: acrossFormats,
    premise: {
      applies: (scenario) => formatHas(defect, scenario) && asksOtherwise(scenario),
      older: { rewritten: withWellFormedFormat },
      newer: { rewritten: askedAsTheFormatSays },
    },
  };
}

/** Whether the format of a scenario has a defect; one without a format has none. */
function formatHas(defect: FormatDefectId, scenario: Scenario): boolean {
  return formatDefectIds(formatOf(scenario)).has(defect);
}

/** The scenario of a driver whose format can express every request. */
export function withWellFormedFormat(scenario: Scenario): Scenario {
  return { ...scenario, format: NOUVEAU };
}

function asksOtherwise(scenario: Scenario): boolean {
  const { range } = scenario;
  const meant = meantAsks(range);
  return effectiveAsks(formatOf(scenario), range).some((ask, page) => ask !== meant[page]);
}

function askedAsTheFormatSays(scenario: Scenario): Scenario {
  const { start, end, owner } = scenario.range;
  const asks = effectiveAsks(formatOf(scenario), scenario.range);
  return variantOf(scenario, { start, end, defaults: Ask.nothing, mask: Ask.all, asks, owner });
}
