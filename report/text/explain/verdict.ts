// SPDX-License-Identifier: GPL-2.0-or-later

import { INCOMPARABLE_REASONS, type Incomparable } from '../../../oracle/compare/comparable';
import type { Aspect } from '../../../oracle/compare/compare';
import type { Explanation } from '../../../oracle/explain/explanation';
import type { Cause, ExplainedPair } from '../../../oracle/explain/verdicts';
import { diffLine } from '../style';
import { elided, type Layout, wrappedLines } from './layout';
import { spansText } from './names';

/** How many lines of a diff are shown. */
const DIFF_LINES = 60;

/** What differs, in words. */
export const ASPECTS: Readonly<Record<Aspect, string>> = {
  ret: 'return code',
  count: 'page count',
  walks: 'walks',
  attempts: 'inner attempts',
  faults: 'faults',
  stop: 'where the call stopped',
  page: 'pages',
  order: 'map order',
  input: 'input that was overwritten',
};

/** How each side compares with the next older one: known causes by id, what is new, and the diff. */
export function verdictLines({ pairs, fresh }: Explanation, layout: Layout): string[] {
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

/** Why two sides cannot be compared. */
export function incomparableText(why: Incomparable): string {
  const page = why.id === 'pfn-overflow' ? ` (page ${why.page})` : '';
  return `${INCOMPARABLE_REASONS[why.id].title}${page}`;
}

function diffLines(diff: string | undefined, { style }: Layout): string[] {
  if (diff === undefined) return [];
  return elided(diff.split('\n'), DIFF_LINES, '').map((line) => `    ${diffLine(line, style)}`);
}

/** The contract violations of the sides, or why they were not checked against the contract. */
export function brokenLines(
  { broken = [], notHeld }: Explanation,
  { style, width }: Layout,
): string[] {
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
