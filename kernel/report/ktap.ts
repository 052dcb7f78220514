// SPDX-License-Identifier: GPL-2.0-or-later
import { jsonText, printable } from '../../oracle/scenario/printable';
import { caseCounts, type JudgedCase, type LiveReport } from './live-report';
import { mismatchText } from './mismatch-text';

/** How many mismatches of a case are shown. */
const MISMATCHES_SHOWN = 8;

/**
 * A live run as KTAP: a case a line, with a reason for what was skipped and the simplifications that
 * explain a case. A new one is not ok: it has its scenario, what differs, and how to run it again.
 */
export function* ktapLines(report: LiveReport, replay: string): Generator<string> {
  const { kernel, release, side, cases, problems, undecided, notes } = report;
  yield 'KTAP version 1';
  yield `# kernel ${release ?? kernel}, held to ${side}`;
  yield `1..${cases.length}`;
  for (const [index, one] of cases.entries()) yield* caseLines(one, index + 1, report, replay);
  for (const note of notes) yield `# note: ${printable(note)}`;
  for (const one of undecided) yield `# not looked at: ${printable(one)}`;
  for (const problem of problems) yield `# problem: ${printable(problem)}`;
  const counts = caseCounts(report);
  yield `# ${Object.entries(counts)
    .map(([kind, count]) => `${kind}:${count}`)
    .join(' ')}`;
}

function* caseLines(
  one: JudgedCase,
  number: number,
  { side }: LiveReport,
  replay: string,
): Generator<string> {
  const { name } = one;
  switch (one.kind) {
    case 'equal':
      yield `ok ${number} ${name}`;
      break;
    case 'predicted':
      yield `ok ${number} ${name} # as its release does: ${one.by.join(', ')}`;
      break;
    case 'explained':
      yield `ok ${number} ${name} # explained by ${one.by.join(', ')}`;
      break;
    case 'skip':
      yield `ok ${number} ${name} # SKIP ${printable(one.reason)}`;
      break;
    case 'undecided':
      yield `ok ${number} ${name} # SKIP not decided: ${printable(one.reason)}`;
      break;
    case 'broken':
      yield `not ok ${number} ${name} # ${printable(one.reason)}`;
      yield `# replay: ${replay} --case ${name}`;
      break;
    case 'new': {
      yield `not ok ${number} ${name}`;
      for (const mismatch of one.mismatches.slice(0, MISMATCHES_SHOWN)) {
        yield `# ${mismatchText(mismatch, side)}`;
      }
      const more = one.mismatches.length - MISMATCHES_SHOWN;
      if (more > 0) yield `# and ${more} more`;
      yield `# scenario: ${jsonText(one.scenario)}`;
      yield `# replay: ${replay} --case ${name}`;
    }
  }
}
