// SPDX-License-Identifier: GPL-2.0-or-later
import type { Batches } from './bytes';
import { InputError } from './input-error';
import type { BadLine, Line } from './lines';

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
export async function* withoutReport(batches: Batches<Line | BadLine>): Batches<Line | BadLine> {
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
export function soleScenario(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const objects: readonly unknown[] = value.length === 1 ? value : value.filter(isScenarioLike);
  const [first] = objects;
  return objects.length === 1 && typeof first === 'object' && first !== null ? first : value;
}

function isScenarioLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('schema' in value || 'scenario' in value);
}
