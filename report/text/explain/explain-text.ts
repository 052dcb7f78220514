// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedSide, Explanation } from '../../../oracle/explain/explanation';
import type { Cause, ExplainedPair } from '../../../oracle/explain/verdicts';
import { attemptText } from '../../../oracle/run/attempt-text';
import { printableData } from '../../../oracle/scenario/printable';
import type { Note } from '../../../oracle/simplifications/watch';
import { columns, diffLine, elided, type Layout, section, wrappedLines } from '../style';
import { gridLines, wordLines } from './grid';
import { knownLines } from './known';
import { ASPECTS, incomparableText, NOTES_TITLE, pagesText, rulesText, spansText } from './names';
import { formatLines, spaceLines } from './space';
import { stepSections } from './steps';

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

/** How many lines of a diff are shown. */
const DIFF_LINES = 60;

/** How each side compares with the next older one: known causes by id, what is new, and the diff. */
function verdictLines({ pairs, fresh }: Explanation, layout: Layout): string[] {
  const titled = new Set<string>();
  return [
    ...pairs.flatMap((pair) => pairLines(pair, titled, layout)),
    ...fresh.flatMap(({ cause, detail, thrown }) => [
      layout.style.bad(`  new: ${cause}: ${detail}`),
      ...thrown.map((line) => `    ${line}`),
    ]),
  ];
}

function pairLines(pair: ExplainedPair, titled: Set<string>, layout: Layout): string[] {
  const { style, width } = layout;
  const names = `  ${pair.left} / ${pair.right}:`;
  switch (pair.verdict) {
    case 'equal':
      return [`${names} ${style.good('equal')}`];
    case 'incomparable':
      return [
        `${names} ${style.bad('incomparable')}`,
        ...wrappedLines(`${pair.why.id}: ${incomparableText(pair.why)}`, width, '    '),
        ...diffLines(pair.diff, layout),
      ];
    case 'differ':
      return [
        `${names} ${style.bad('differ')}`,
        ...pair.causes.flatMap((cause) => causeLines(cause, titled, layout)),
        ...diffLines(pair.diff, layout),
      ];
  }
}

/** A known cause with its title, the first time; or what no known cause explains. */
function causeLines(cause: Cause, titled: Set<string>, { style, width }: Layout): string[] {
  const { id, title, aspects, pages } = cause;
  const what = [
    ...aspects.filter((aspect) => aspect !== 'input').map((aspect) => ASPECTS[aspect]),
    ...(pages.length > 0 ? [spansText(pages)] : []),
  ].join(', ');
  if (id === undefined) return wrappedLines(`new: ${what}`, width, '    ').map(style.bad);
  const isNew = !titled.has(id);
  titled.add(id);
  return [
    ...headed(`${id}: ${what}`, id, style.title, width, '    '),
    ...(isNew && title !== undefined ? wrappedLines(title, width, '      ') : []),
  ];
}

function diffLines(diff: string | undefined, { style }: Layout): string[] {
  if (diff === undefined) return [];
  return elided(diff.split('\n'), DIFF_LINES, '').map((line) => `    ${diffLine(line, style)}`);
}

/** The contract violations of the sides, or why they were not checked against the contract. */
function brokenLines({ broken = [], notHeld }: Explanation, { style, width }: Layout): string[] {
  if (notHeld !== undefined) return [`  ${notHeld}: not checked against the contract`];
  return broken.flatMap(({ clause, promise, sides, id, title, pages }) => [
    ...headed(
      `${id ?? `new: ${clause}`}: ${sides.join(', ')}, ${spansText(pages)}`,
      id ?? `new: ${clause}`,
      id === undefined ? style.bad : style.title,
      width,
      '  ',
    ),
    ...wrappedLines(title ?? promise, width, '    '),
  ]);
}

/** Wrapped text whose first words are marked. */
function headed(
  text: string,
  head: string,
  mark: (text: string) => string,
  width: number,
  indent: string,
): string[] {
  return wrappedLines(text, width, indent, `${indent}  `).map((line) => line.replace(head, mark));
}

/** What the models do and what a kernel does instead, for each simplification that was met. */
function noteLines(notes: readonly Note[], { style, width }: Layout): string[] {
  return notes.flatMap((note) => {
    const head = `${note.id}, ${rulesText(note.rules)}: ${note.sides.join(', ')}, ${spansText(note.pages)}`;
    return [
      ...wrappedLines(head, width, '  ', '    ').map((line) =>
        line.replace(note.id, style.title(note.id)),
      ),
      ...[note.title, note.model, note.kernel].flatMap((text) => wrappedLines(text, width, '    ')),
      ...wrappedLines(`Since: ${note.since}.`, width, '    '),
    ];
  });
}
