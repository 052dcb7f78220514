// SPDX-License-Identifier: GPL-2.0-or-later
import { isPrintable, jsonText } from '../scenario/printable';
import type { ScenarioDocument } from '../scenario/schema';
import { writeResult } from './result-text';
import type { Side } from './side';
import { TextBytes } from './text-bytes';

/** A document as JSON; its id is the one text in it that may hold anything. */
function documentText(document: ScenarioDocument, text = JSON.stringify(document)): string {
  return isPrintable(document.id) ? text : jsonText(document);
}

/** A result that no model came to, as JSON. */
export interface OtherResult {
  readonly name: string;
  readonly text: string;
}

/** What one line of vectors is made of. */
export interface Vector {
  readonly document: ScenarioDocument;
  /** They just ran it. */
  readonly sides: readonly Side[];
  /** What stands beside scenario and results as `notes`, if anything is to. */
  readonly notes?: readonly unknown[] | undefined;
  /** Results of sides that are no models, after those of the sides. */
  readonly others?: readonly OtherResult[];
  /** What `JSON.stringify` makes of the document, for who has it already. */
  readonly text?: string | undefined;
}

/** Writes a line `{"scenario", "expect"}` in the vectors' own form; it pauses as {@link writeResult} does. */
export function* writeVector(vector: Vector, to: TextBytes): Generator<void> {
  const { document, sides, notes, others = [], text } = vector;
  to.text('{"scenario":');
  to.text(documentText(document, text));
  to.text(',"expect":{');
  for (let position = 0; position < sides.length; position++) {
    const side = sides[position];
    if (side === undefined) continue;
    to.text(position === 0 ? '"' : ',"');
    to.text(side.name);
    to.text('":');
    yield* writeResult(side, to);
  }
  for (const [position, { name, text: result }] of others.entries()) {
    to.text(`${position + sides.length === 0 ? '' : ','}${JSON.stringify(name)}:${result}`);
  }
  to.text(notes === undefined ? '}}\n' : `},"notes":${JSON.stringify(notes)}}\n`);
}

/** What {@link writeVector} writes, in pieces of text that join to it. */
export function* vectorChunks(
  document: ScenarioDocument,
  sides: readonly Side[],
): Generator<string> {
  const bytes = new TextBytes();
  for (const _pause of writeVector({ document, sides }, bytes)) yield bytes.takeText();
  yield bytes.takeText();
}
