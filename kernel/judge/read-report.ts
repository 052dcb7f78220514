// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage } from '../../mm/address-space';
import { InputError } from '../../oracle/scenario/input-error';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { InfoReport, ResultReport } from '../capture/schema';
import { type FromRecipe, scenarioOf } from './scenario';
import { Inexpressible } from './slots';

/** A report, and the scenario that it is of: the same for every model that is held to it. */
export interface ReadReport {
  readonly kind: 'read';
  readonly report: ResultReport;
  readonly document: ScenarioDocument;
  readonly scenario: Scenario;
  /** What stood there after the call. */
  readonly after: AddressSpaceImage;
}

/** What no document can hold, with the reason. */
export interface Skipped {
  readonly kind: 'skip';
  readonly reason: string;
}

/** Writes down what was really there, before the call and after it; or why that cannot be done. */
export function readReport(
  report: ResultReport,
  info: InfoReport,
  known: FromRecipe,
): ReadReport | Skipped {
  return orSkipped(() => {
    const place = { file: report.case };
    const document = scenarioOf(report, info, known);
    const scenario = readScenario(document, place);
    const afterDocument = scenarioOf({ ...report, before: report.after }, info, known);
    const after = readScenario(afterDocument, place).mm;
    return { kind: 'read', report, document, scenario, after };
  });
}

/** What a report or a model of it comes to; what no document can hold is skipped, with the reason. */
export function orSkipped<Result>(read: () => Result): Result | Skipped {
  try {
    return read();
  } catch (error) {
    if (error instanceof Inexpressible) return { kind: 'skip', reason: error.reason };
    if (error instanceof InputError) return { kind: 'skip', reason: error.message };
    throw error;
  }
}
