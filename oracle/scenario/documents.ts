// SPDX-License-Identifier: GPL-2.0-or-later
import { type Batches, BatchReader, oneByOne, type Source } from './bytes';
import { InputError } from './input-error';
import { jsonError, tryParseJson } from './json';
import { type JsonProblem, JsonScanner } from './json-text';
import { type BadLine, LINE_LIMIT, type Line, type LineOptions, scanLineBatches } from './lines';

/** A JSON value, and the line where its text begins. */
export interface JsonDocument {
  readonly file: string;
  readonly line: number;
  readonly value: unknown;
  /** The text of the value, if `JSON.stringify` writes it so (`ParsedJson.isCanonical`); mostly it does. */
  readonly canonical?: string | undefined;
}

type Parsed = JsonDocument | BadLine;

/** How many lines after a broken beginning are searched for a document of their own. */
const LINES_AHEAD = 1000;

/**
 * The JSON values of a source: one a line, or one that is the whole source, as a person would save
 * it. A line that is not JSON becomes a {@link BadLine}, and reading goes on. Of what fast-check
 * prints of a failed property, and of its counterexample, the scenario is taken.
 * @throws InputError if the source cannot be read.
 */
export function scanDocuments(source: Source, options?: LineOptions): AsyncGenerator<Parsed> {
  return oneByOne(scanDocumentBatches(source, options));
}

/** As {@link scanDocuments}, those of a chunk at a time. */
export async function* scanDocumentBatches(
  source: Source,
  options: LineOptions = {},
): Batches<Parsed> {
  const lines = new BatchReader(withoutReport(scanLineBatches(source, options)));
  try {
    if (options.before !== undefined) {
      for await (const batch of lines.rest()) yield withSoleScenarios(parseLines(batch));
      return;
    }
    const first = await lines.next();
    if (first === undefined) return;
    const parsed = parseLine(first);
    if ('error' in parsed && 'text' in first && first.terminated) {
      const spread = await gatherSpread(first, lines, options.limit ?? LINE_LIMIT);
      yield withSoleScenarios(spread.documents());
      if (spread.isEnd) return;
    } else {
      yield withSoleScenarios([parsed]);
    }
    for await (const batch of lines.rest()) yield withSoleScenarios(parseLines(batch));
  } finally {
    await lines.close();
  }
}

function* parseLines(lines: Iterable<Line | BadLine>): Generator<Parsed> {
  for (const line of lines) yield parseLine(line);
}

function* withSoleScenarios(documents: Iterable<Parsed>): Generator<Parsed> {
  for (const parsed of documents) yield 'error' in parsed ? parsed : withSoleScenario(parsed);
}

function withSoleScenario(document: JsonDocument): JsonDocument {
  const value = soleScenario(document.value);
  if (value === document.value) return document;
  return { file: document.file, line: document.line, value };
}

/** What a source turned out to hold that begins with no document on a line. */
interface Spread {
  /** What the lines that were read come to. */
  readonly documents: () => Iterable<Parsed>;
  /** Whether the rest of the source, if there is any, is not read. */
  readonly isEnd: boolean;
}

/**
 * The first line is no document by itself. Reads on, up to the limit, as long as the lines can be
 * one document together. If they are not, and one of them, or of those that follow, is a document by
 * itself, then each line is meant to be one; else one document was meant, and has an error.
 */
async function gatherSpread(
  first: Line,
  lines: BatchReader<Line | BadLine>,
  limit: number,
): Promise<Spread> {
  const scanner = new JsonScanner();
  const gathered: Line[] = [first];
  let size = first.text.length;
  let problem = scanner.scan(first.text);
  while (problem === undefined && size <= limit) {
    const line = await lines.next();
    if (line === undefined) {
      if (scanner.isComplete) return { documents: () => [wholeOf(gathered)], isEnd: true };
      break;
    }
    if ('error' in line) return eachLine([...gathered, line]);
    gathered.push(line);
    size += line.text.length + 1;
    problem = scanner.scan(line.text);
  }
  if (size > limit) return eachLine(gathered);
  return brokenSpread(gathered, problem, lines);
}

async function brokenSpread(
  gathered: readonly Line[],
  problem: JsonProblem | undefined,
  lines: BatchReader<Line | BadLine>,
): Promise<Spread> {
  const all: (Line | BadLine)[] = [...gathered];
  let hasDocument = gathered.some(isDocument);
  let isRead = false;
  for (let ahead = 0; ahead < LINES_AHEAD && !hasDocument && !isRead; ahead++) {
    const next = await lines.next();
    isRead = next === undefined;
    if (next === undefined) break;
    all.push(next);
    hasDocument = 'text' in next && isDocument(next);
  }
  if (hasDocument) return eachLine(all);
  const errors = [spreadError(gathered, problem, isRead)];
  const last = all.at(-1);
  if (!isRead && last !== undefined) errors.push(notReadFrom(last));
  return { documents: () => errors, isEnd: true };
}

function eachLine(lines: readonly (Line | BadLine)[]): Spread {
  return { documents: () => parseLines(lines), isEnd: false };
}

function wholeOf(lines: readonly Line[]): Parsed {
  const [first] = lines;
  const text = lines.map((line) => line.text).join('\n');
  return { file: first?.file ?? '', line: first?.line ?? 1, value: JSON.parse(text) };
}

/** The error of a document over several lines, at its last line that was looked at. */
function spreadError(
  lines: readonly Line[],
  problem: JsonProblem | undefined,
  isRead: boolean,
): BadLine {
  const line = lines.at(-1) ?? { file: '', line: 1, text: '', terminated: true };
  return badLine(line, problem ?? { kind: 'syntax', at: line.text.length }, isRead);
}

function notReadFrom({ file, line }: Line | BadLine): BadLine {
  const message =
    'expected a document, got none until here; the lines after this one were not read';
  return { file, line, error: new InputError({ file, line }, message) };
}

/** Whether a line of its own holds what this project calls a document. */
function isDocument(line: Line): boolean {
  const parsed = tryParseJson(line.text);
  return parsed.kind === 'value' && isScenarioLike(parsed.value);
}

function parseLine(line: Line | BadLine): Parsed {
  if ('error' in line) return line;
  const parsed = tryParseJson(line.text);
  if (parsed.kind === 'problem') return badLine(line, parsed.problem, !line.terminated);
  const canonical = parsed.isCanonical ? line.text : undefined;
  return { file: line.file, line: line.line, value: parsed.value, canonical };
}

function badLine({ file, line, text }: Line, problem: JsonProblem, isLast: boolean): BadLine {
  const atEnd = isLast ? 'the last line is incomplete' : 'the line ends in the middle of it';
  return { file, line, error: jsonError(text, problem, { file, line }, atEnd) };
}

/*
 * What fast-check prints of a property that failed, as its user pastes it:
 *
 *   Property failed after 3 tests
 *   { seed: 1, path: "2:0:5", endOnFailure: true }
 *   Counterexample: [{"schema":"hmm-scenario/1",…}]
 *   Shrunk 2 time(s)
 */

const BEGINNING = /^\s*(?:\w*Error: )?Property failed after \d+ tests/;
const COUNTEREXAMPLE = /^\s*Counterexample: (?=\[)/;
/** How lines of documents begin; what a report says of the seed has a space there. */
const DOCUMENT = /^\s*\{\s*"/;

/**
 * The lines of a source, and of a report of fast-check only its counterexamples, as JSON. Whatever
 * else follows the beginning of a report is text about the failure, unless it is a document.
 */
async function* withoutReport(batches: Batches<Line | BadLine>): Batches<Line | BadLine> {
  const filter = new ReportFilter();
  for await (const lines of batches) yield filter.pass(lines);
  yield filter.end();
}

class ReportFilter {
  /** Where a report began whose counterexample did not follow yet. */
  private open: Line | undefined;
  private inReport = false;

  *pass(lines: Iterable<Line | BadLine>): Generator<Line | BadLine> {
    for (const line of lines) {
      if ('error' in line) {
        yield line;
      } else if (COUNTEREXAMPLE.test(line.text)) {
        this.inReport = true;
        this.open = undefined;
        yield { ...line, text: line.text.replace(COUNTEREXAMPLE, '') };
      } else if (BEGINNING.test(line.text)) {
        yield* this.end();
        this.inReport = true;
        this.open = line;
      } else if (!this.inReport || DOCUMENT.test(line.text)) {
        yield line;
      }
    }
  }

  /** The report that is still without its counterexample, if one is. */
  *end(): Generator<BadLine> {
    if (this.open !== undefined) yield withoutCounterexample(this.open);
  }
}

function withoutCounterexample({ file, line }: Line): BadLine {
  const message =
    'expected a line "Counterexample: [{…}]" in the report of fast-check that begins here, got none';
  return { file, line, error: new InputError({ file, line }, message) };
}

/**
 * The scenario in the arguments of a property, as fast-check has them in its counterexample: an
 * array with one scenario, and perhaps other values. What is no such array stays as it is.
 */
function soleScenario(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const objects: readonly unknown[] = value.length === 1 ? value : value.filter(isScenarioLike);
  const [first] = objects;
  return objects.length === 1 && typeof first === 'object' && first !== null ? first : value;
}

function isScenarioLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('schema' in value || 'scenario' in value);
}
