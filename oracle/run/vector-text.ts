// SPDX-License-Identifier: GPL-2.0-or-later
import { isPrintable, jsonText } from '../scenario/printable';
import type { ScenarioDocument } from '../scenario/schema';
import { resultChunks } from './result-text';
import type { Side } from './side';

/** A document as JSON; its id is the one text in it that may hold anything. */
function documentText(document: ScenarioDocument): string {
  return isPrintable(document.id) ? JSON.stringify(document) : jsonText(document);
}

/**
 * A line `{"scenario", "expect"}` in the vectors' own form, in chunks; the sides just ran it.
 * @param notes what stands beside the two as `notes`, if anything is to.
 */
export function* vectorChunks(
  document: ScenarioDocument,
  sides: readonly Side[],
  notes?: readonly unknown[],
): Generator<string> {
  yield `{"scenario":${documentText(document)},"expect":{`;
  for (const [position, side] of sides.entries()) {
    yield `${position === 0 ? '' : ','}"${side.name}":`;
    yield* resultChunks(side);
  }
  yield notes === undefined ? '}}\n' : `},"notes":${JSON.stringify(notes)}}\n`;
}
