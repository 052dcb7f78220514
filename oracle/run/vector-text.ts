// SPDX-License-Identifier: GPL-2.0-or-later
import { isPrintable, jsonText } from '../scenario/printable';
import type { ScenarioDocument } from '../scenario/schema';
import { resultChunks } from './result-text';
import type { Side } from './side';

/** A document as JSON; its id is the one text in it that may hold anything. */
function documentText(document: ScenarioDocument, text = JSON.stringify(document)): string {
  return isPrintable(document.id) ? text : jsonText(document);
}

/** A result that no model came to, as JSON. */
export interface OtherResult {
  readonly name: string;
  readonly text: string;
}

/**
 * A line `{"scenario", "expect"}` in the vectors' own form, in chunks; the sides just ran it.
 * @param others results of sides that are no models, after those of the sides.
 * @param notes what stands beside the two as `notes`, if anything is to.
 * @param text what `JSON.stringify` makes of the document, for who has it already.
 */
export function* vectorChunks(
  document: ScenarioDocument,
  sides: readonly Side[],
  notes?: readonly unknown[],
  others: readonly OtherResult[] = [],
  text?: string,
): Generator<string> {
  yield `{"scenario":${documentText(document, text)},"expect":{`;
  for (const [position, side] of sides.entries()) {
    yield `${position === 0 ? '' : ','}"${side.name}":`;
    yield* resultChunks(side);
  }
  for (const [position, { name, text }] of others.entries()) {
    yield `${position + sides.length === 0 ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  yield notes === undefined ? '}}\n' : `},"notes":${JSON.stringify(notes)}}\n`;
}
