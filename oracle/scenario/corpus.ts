// SPDX-License-Identifier: GPL-2.0-or-later

import type { Source } from './bytes';
import { type Batches, oneByOne } from './bytes';
import { type JsonDocument, scanDocumentBatches } from './documents';
import { fieldPath, InputError, type Place, refuse } from './input-error';
import type { BadLine, LineOptions } from './lines';
import { buildScenario, checkScenario } from './read';
import { type Beside, checkExpect, NOTHING_BESIDE } from './read-expect';
import type { OnlyTrees, Scenario } from './scenario';
import type { ExpectDocument, ScenarioDocument } from './schema';

/** A scenario of a corpus. */
export interface CorpusScenario extends Beside {
  readonly kind: 'scenario';
  readonly file: string;
  readonly line: number;
  readonly scenario: Scenario;
  /** The document as it stands in the corpus, to be echoed. */
  readonly document: ScenarioDocument;
  /** The document as `JSON.stringify` writes it, if that is how it stands in the corpus. */
  readonly text: string | undefined;
  /** The ids of the causes that it is said to show, as minimal fixtures say it. */
  readonly shows: readonly string[] | undefined;
}

/** A line that holds no scenario. */
interface CorpusError {
  readonly kind: 'error';
  readonly file: string;
  readonly line: number;
  readonly error: InputError;
}

/** How a corpus is read. */
export interface CorpusOptions extends LineOptions {
  readonly onlyTrees?: OnlyTrees;
}

/** After this many bad lines a corpus is not read further: it is not a corpus, or not a usable one. */
const BAD_LINES_LIMIT = 1000;

/**
 * The scenarios of a corpus: JSON Lines, or one document over several lines; plain or gzip; bare
 * scenarios, or `{"scenario": …, "expect": …}` with or without the latter.
 * @throws InputError for the first bad line, and if the source cannot be read.
 */
export async function* readCorpus(
  source: Source,
  options?: CorpusOptions,
): AsyncGenerator<CorpusScenario> {
  for await (const item of scanCorpus(source, options)) {
    if (item.kind === 'error') throw item.error;
    yield item;
  }
}

/**
 * As {@link readCorpus}, but a bad line is an item and reading goes on.
 * @throws InputError if the source cannot be read, and when there were too many bad lines.
 */
export function scanCorpus(
  source: Source,
  options?: CorpusOptions,
): AsyncGenerator<CorpusScenario | CorpusError> {
  return oneByOne(scanCorpusBatches(source, options));
}

/** As {@link scanCorpus}, what a chunk of the source holds at a time. */
export async function* scanCorpusBatches(
  source: Source,
  options?: CorpusOptions,
): Batches<CorpusScenario | CorpusError> {
  const reader = new ItemReader(options?.onlyTrees);
  for await (const documents of scanDocumentBatches(source, options)) yield reader.read(documents);
}

class ItemReader {
  private bad = 0;

  constructor(private readonly onlyTrees: OnlyTrees | undefined) {}

  *read(documents: Iterable<JsonDocument | BadLine>): Generator<CorpusScenario | CorpusError> {
    for (const document of documents) {
      const item =
        'error' in document
          ? { kind: 'error' as const, ...document }
          : readItem(document, this.onlyTrees);
      yield item;
      if (item.kind === 'error' && ++this.bad === BAD_LINES_LIMIT) throw tooManyBadLines(item);
    }
  }
}

function tooManyBadLines({ file, line }: CorpusError): InputError {
  const message = `given up after ${BAD_LINES_LIMIT} bad lines; the lines after this one were not read`;
  return new InputError({ file, line }, message);
}

function readItem(
  json: JsonDocument,
  onlyTrees: OnlyTrees | undefined,
): CorpusScenario | CorpusError {
  const { file, line } = json;
  try {
    return readDocument(json, onlyTrees);
  } catch (error) {
    if (error instanceof InputError) return { kind: 'error', file, line, error };
    throw error;
  }
}

/**
 * A document of a corpus.
 * @throws InputError if it holds no scenario.
 */
export function readDocument(
  { file, line, value, canonical }: JsonDocument,
  onlyTrees?: OnlyTrees,
): CorpusScenario {
  const place = { file, line };
  const wrapped = unwrap(value, place);
  const document = checkScenario(wrapped.scenario, place);
  const scenario = buildScenario(document, place, onlyTrees);
  const shows = wrapped.shows === undefined ? undefined : checkShows(wrapped.shows, place);
  const beside: Beside =
    wrapped.expect === undefined ? NOTHING_BESIDE : checkExpect(wrapped.expect, place);
  if (beside.expect !== undefined) checkLengths(beside.expect, scenario.range.asks.length, place);
  const text = wrapped.scenario === value ? canonical : undefined;
  return { kind: 'scenario', file, line, scenario, document, text, ...beside, shows };
}

interface Wrapped {
  readonly scenario: unknown;
  readonly expect: unknown;
  readonly shows: unknown;
}

function unwrap(value: unknown, place: Place): Wrapped {
  if (typeof value !== 'object' || value === null || !('scenario' in value)) {
    return { scenario: value, expect: undefined, shows: undefined };
  }
  for (const [key, got] of Object.entries(value)) {
    // A minimal fixture also says which causes it shows; `run --notes` says what a kernel may do.
    if (['scenario', 'expect', 'shows', 'notes'].includes(key)) continue;
    const expected = 'no field of this name (beside a scenario there is expect)';
    refuse(place, { field: fieldPath('', key), expected, got });
  }
  return {
    scenario: value.scenario,
    expect: 'expect' in value ? value.expect : undefined,
    shows: 'shows' in value ? value.shows : undefined,
  };
}

function checkShows(value: unknown, place: Place): readonly string[] {
  const isList = Array.isArray(value) && value.every((id): id is string => typeof id === 'string');
  if (isList) return value;
  return refuse(place, { field: 'shows', expected: 'an array of ids of causes', got: value });
}

/** Results have a word for each page of the scenario's range. */
function checkLengths(expect: ExpectDocument, pages: number, place: Place): void {
  for (const [side, result] of Object.entries(expect)) {
    if (result.pfns.length === pages) continue;
    const field = `${fieldPath('expect', side)}.pfns`;
    refuse(place, { field, expected: `an array of ${pages}, a word a page`, got: result.pfns });
  }
}
