// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedSide, Explanation } from '../../../oracle/explain/explanation';
import { attemptText } from '../../../oracle/run/attempt-text';
import { printableData } from '../../../oracle/scenario/printable';
import { formatLines } from './format';
import { gridLines } from './grid';
import { knownLines } from './known';
import { columns, type Layout, section, wrappedLines } from './layout';
import { pagesText } from './names';
import { NOTES_TITLE, noteLines } from './notes';
import { spaceLines } from './space';
import { stepSections } from './steps';
import { brokenLines, verdictLines } from './verdict';
import { wordLines } from './words';

const RANGE_TITLE = 'The range, by page: what the call finds, and what each side reports';

/**
 * An explanation for a person, from the address space to the verdict.
 * @param wrong what is wrong by itself where an entry changes within a walk, a line each.
 */
export function explainText(
  explained: Explanation,
  layout: Layout,
  wrong: readonly string[] = [],
): string {
  const explanation = printableData(explained, ['diff']);
  const wrongLines = printableData(wrong).map((line) => layout.style.bad(`new: ${line}`));
  const { entry, format, notes } = explanation;
  return [
    ...(entry === undefined ? [] : knownLines(entry, layout)),
    ...headLines(explanation, layout),
    ...wrongLines,
    '',
    ...section('Address space', spaceLines(explanation, layout), layout),
    ...section(RANGE_TITLE, gridLines(explanation, layout), layout),
    ...(format === undefined
      ? []
      : section('Customizable format', formatLines(explanation, format, layout), layout)),
    ...stepSections(explanation, layout),
    ...section('Results', resultLines(explanation, layout), layout),
    ...section(NOTES_TITLE, noteLines(notes, layout), layout),
    ...section('The arrays, word by word', wordLines(explanation, layout), layout),
    ...section(
      'Verdict',
      [...verdictLines(explanation, layout), ...wrongLines.map((line) => `  ${line}`)],
      layout,
    ),
    ...section('Contract violations', brokenLines(explanation, layout), layout),
  ]
    .join('\n')
    .trimEnd();
}

/** What is explained, and its verdicts, in two lines. */
function headLines(
  { source, scenario, pairs, fresh, notes }: Explanation,
  { style, width }: Layout,
): string[] {
  const verdicts = pairs.map((pair) => {
    const ids =
      pair.verdict === 'differ'
        ? pair.causes.map(({ id }) => id ?? 'new')
        : pair.verdict === 'incomparable'
          ? [pair.why.id]
          : [];
    const known = ids.length === 0 ? '' : ` (${[...new Set(ids)].join(', ')})`;
    return `${pair.left} / ${pair.right} ${pair.verdict}${known}`;
  });
  const place = `${source.file}:${source.line}`;
  const fits = scenario.id.length + 2 + place.length <= width;
  return [
    style.title(scenario.id) + (fits ? '  ' : '\n  ') + style.dim(place),
    ...(verdicts.length === 0 ? [] : wrappedLines(verdicts.join('; '), width, '')),
    ...(fresh.length === 0
      ? []
      : [style.bad(`new: ${fresh.map(({ cause, detail }) => `${cause}: ${detail}`).join('; ')}`)]),
    ...(notes.length === 0
      ? []
      : wrappedLines(`simpler than a kernel: ${notes.map(({ id }) => id).join(', ')}`, width, '')),
  ];
}

/** What each side returned, and whether it is the expected result. */
function resultLines({ sides, source }: Explanation, { style, width }: Layout): string[] {
  const agreed = source.measured ? 'as measured' : 'as expected';
  const rows = sides.map((side) => [side.name, ...resultCells(side)]);
  const attempts = sides.flatMap((side) => attemptLines(side, width));
  return columns(rows)
    .concat(attempts)
    .map((line, index) => {
      const expected = sides[index]?.expected;
      if (expected === undefined) return line;
      if (expected.agrees) return `${line}  ${style.good(agreed)}`;
      const { field, expected: wanted, got } = expected;
      return `${line}  ${style.bad(`${field}: expected ${wanted}, got ${got}`)}`;
    });
}

/** The inner attempts of a call that starts again itself. */
function attemptLines({ name, attempts = [] }: ExplainedSide, width: number): readonly string[] {
  return attempts.flatMap((attempt, index) =>
    wrappedLines(`${name}, attempt ${index + 1} ${attemptText(attempt)}`, width, '  ', '    '),
  );
}

function resultCells({ ret, count, walks, overflow, threw }: ExplainedSide): readonly string[] {
  if (overflow !== undefined || threw !== undefined) return ['no result'];
  const returned =
    count === undefined ? `returns ${ret}` : `returns ${count} (${pagesText(count)})`;
  return [returned, walks === 1 ? '1 walk' : `${walks} walks`];
}
