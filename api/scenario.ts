// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import { pickScenario } from '../oracle/explain/choose';
import type { ScenarioSelection } from '../oracle/explain/selection';
import { readCorpus } from '../oracle/scenario/corpus';
import type { ResultDocument, ScenarioDocument } from '../oracle/scenario/document';
import { InputError } from '../oracle/scenario/input-error';
import { readScenario as build } from '../oracle/scenario/read';
import type { Scenario } from '../oracle/scenario/scenario';
import { writeScenario as write } from '../oracle/scenario/write';

export type { ScenarioSelection } from '../oracle/explain/selection';

/** A file's path, `-` for the standard input, or text or bytes in pieces; gzip is unpacked. */
export type Source = string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A scenario of a corpus. */
export interface ReadVector {
  /** The file's path; `<stream>` if there is none. */
  readonly file: string;
  /** The line where it begins, from 1 on. */
  readonly line: number;
  readonly scenario: ScenarioDocument;
  /** The results that stand beside it, by side; in a golden vector, the kernel's own. */
  readonly expect: Readonly<Record<string, ResultDocument>>;
}

/** Whether a value is a scenario. */
export type Validation =
  | { readonly valid: true; readonly scenario: ScenarioDocument }
  /** The error names the first field that is wrong, what belongs there, and what stands there. */
  | { readonly valid: false; readonly error: InputError };

/**
 * A parsed JSON value as a scenario, if it obeys every rule of `hmm-scenario/1`: the shape of the
 * document, and what its fields say of each other.
 *
 * @param name how errors call the value.
 * @throws InputError for the first field that is wrong: `name: mm.entries[3].pfn: expected …, got …`.
 */
export function parseScenario(value: unknown, name = 'scenario'): ScenarioDocument {
  return write(build(value, { file: name }));
}

/** Says whether a parsed JSON value obeys every rule of `hmm-scenario/1`, and throws nothing. */
export function validateScenario(value: unknown, name = 'scenario'): Validation {
  try {
    return { valid: true, scenario: parseScenario(value, name) };
  } catch (error) {
    if (error instanceof InputError) return { valid: false, error };
    throw error;
  }
}

/**
 * Reads one scenario: a document over several lines, or JSON Lines, plain or gzip; of bare
 * scenarios, or of objects that have one in a field `scenario`.
 *
 * @param wanted which one, by its id or line; the first, if nothing says.
 * @throws InputError if the source cannot be read, or holds no such scenario.
 */
export async function readScenario(
  source: Source,
  wanted: ScenarioSelection = {},
): Promise<ScenarioDocument> {
  return write((await pickScenario(opened(source), wanted)).scenario);
}

/**
 * Reads every scenario of a source, with the results that stand beside it, in constant memory.
 *
 * @throws InputError for the first bad line, and if the source cannot be read.
 */
export async function* readVectors(source: Source): AsyncGenerator<ReadVector, void, void> {
  for await (const { file, line, document, expect } of readCorpus(opened(source))) {
    yield { file, line, scenario: document, expect: known(expect ?? {}) };
  }
}

/**
 * A scenario as one line of JSON in canonical form, as the golden vectors have it: equal scenarios
 * are equal lines.
 *
 * @throws InputError for what is no scenario.
 */
export function writeScenario(scenario: ScenarioDocument): string {
  return JSON.stringify(parseScenario(scenario));
}

/** How errors call a scenario that is given as a value. */
export const SCENARIO = { file: 'scenario' } as const;

/** A document in the form that sides run. It is read each time: nobody knows who changed it since. */
export function internal(document: ScenarioDocument): Scenario {
  return build(document, SCENARIO);
}

function opened(source: Source): string | Readable {
  return typeof source === 'string' ? source : Readable.from(source);
}

function known(
  expect: Readonly<Record<string, ResultDocument | undefined>>,
): Readonly<Record<string, ResultDocument>> {
  const results: Record<string, ResultDocument> = {};
  for (const [side, result] of Object.entries(expect)) {
    if (result !== undefined) results[side] = result;
  }
  return results;
}
