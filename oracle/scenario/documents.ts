// SPDX-License-Identifier: GPL-2.0-or-later
import type { Source } from './bytes';
import { soleScenario, withoutReport } from './counterexample';
import { InputError, type Place, show } from './input-error';
import { jsonErrorAt } from './json-text';
import { type BadLine, LINE_LIMIT, type Line, type LineOptions, scanLines } from './lines';

/** A JSON value, and the line where its text begins. */
export interface JsonDocument {
  readonly file: string;
  readonly line: number;
  readonly value: unknown;
}

type Parsed = JsonDocument | BadLine;

/**
 * The JSON values of a source: one a line, or one that is the whole source, as a person would save
 * it. A line that is not JSON becomes a {@link BadLine}, and reading goes on. Of what fast-check
 * prints of a failed property, and of its counterexample, the scenario is taken.
 * @throws InputError if the source cannot be read.
 */
export async function* scanDocuments(
  source: Source,
  options: LineOptions = {},
): AsyncGenerator<Parsed> {
  for await (const parsed of scanValues(source, options)) {
    yield 'error' in parsed ? parsed : { ...parsed, value: soleScenario(parsed.value) };
  }
}

async function* scanValues(source: Source, options: LineOptions): AsyncGenerator<Parsed> {
  const lines = withoutReport(scanLines(source, options));
  let isFirst = true;
  for await (const line of lines) {
    const parsed = parseLine(line);
    if (isFirst && 'error' in parsed && 'text' in line && line.terminated) {
      for (const each of await parseSpread(line, lines, options.limit ?? LINE_LIMIT)) yield each;
    } else {
      yield parsed;
    }
    isFirst = false;
  }
}

/**
 * The first line is no document by itself. Reads on, up to the limit: if all lines together are one
 * document, or were meant to be, that is what the source holds; else each line is one.
 */
async function parseSpread(
  first: Line,
  lines: AsyncGenerator<Line | BadLine>,
  limit: number,
): Promise<Parsed[]> {
  const gathered: Line[] = [first];
  for (let size = first.text.length; size <= limit; ) {
    const next = await lines.next();
    if (next.done === true) return parseWhole(gathered) ?? gathered.map(parseLine);
    if ('error' in next.value) return [...gathered.map(parseLine), next.value];
    gathered.push(next.value);
    size += next.value.text.length + 1;
  }
  return gathered.map(parseLine);
}

/** The lines as one document, or its error; undefined if one of them is a document by itself. */
function parseWhole(lines: readonly Line[]): Parsed[] | undefined {
  const [first] = lines;
  if (first === undefined) return [];
  const text = lines.map((line) => line.text).join('\n');
  const { file, line } = first;
  const value = parseJson(text);
  if (value !== undefined) return [{ file, line, value }];
  if (lines.some(isDocument)) return undefined;
  let start = 0;
  const errorAt = jsonErrorAt(text) ?? 0;
  for (const each of lines) {
    const end = start + each.text.length;
    if (errorAt <= end) return [syntaxError(each, errorAt - start, each === lines.at(-1))];
    start = end + 1;
  }
  return undefined;
}

/** Whether a line of its own holds what this project calls a document. */
function isDocument(line: Line): boolean {
  const value = parseJson(line.text);
  return typeof value === 'object' && value !== null && ('schema' in value || 'scenario' in value);
}

function parseLine(line: Line | BadLine): Parsed {
  if ('error' in line) return line;
  const value = parseJson(line.text);
  if (value !== undefined) return { file: line.file, line: line.line, value };
  return syntaxError(line, jsonErrorAt(line.text) ?? 0, !line.terminated);
}

/** undefined stands for a text that is not JSON; no JSON value is undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function syntaxError({ file, line, text }: Line, errorAt: number, isLast: boolean): BadLine {
  const place: Place = { file, line };
  if (errorAt < text.length) {
    const message = `expected JSON, got ${show(text.slice(errorAt))} at column ${errorAt + 1}`;
    return { file, line, error: new InputError(place, message) };
  }
  const message = isLast
    ? 'expected a complete JSON document, but the last line is incomplete'
    : 'expected a complete JSON document, but the line ends in the middle of it';
  return { file, line, error: new InputError(place, message) };
}
