// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from '../../../oracle/explain/explanation';
import type { KnownEntry } from '../../../oracle/explain/known';
import type { ExplainedPair } from '../../../oracle/explain/verdicts';
import { wordLines } from '../../text/explain/grid';
import {
  ASPECTS,
  incomparableText,
  pagesText,
  rulesText,
  spansText,
} from '../../text/explain/names';
import { formatLines, spaceLines } from '../../text/explain/space';
import { stepSections } from '../../text/explain/steps';
import { explainCommandLine } from '../../text/replay-command';
import { type Layout, PLAIN } from '../../text/style';
import type { Picture, PictureRow } from '../picture/model';
import { pictureOf } from '../picture/picture';
import { resultText } from '../picture/side-rows';
import type { Fact } from './fact';
import { type Stretch, stretchesOf } from './space-view';

/** One scenario: what is to be seen, then what is to be read of it. */
export interface ScenarioView {
  readonly id: string;
  /** The file and line that it comes from; empty if it comes from none. */
  readonly source: string;
  readonly pages: string;
  readonly verdicts: readonly VerdictView[];
  readonly broken: readonly ReasonView[];
  /** Whether it shows what nothing known explains, or a result that was not expected. */
  readonly hasNews: boolean;
  /** Where a rule of the model is simpler than a kernel, and the scenario meets it. */
  readonly notes: readonly NoteView[];
  readonly results: readonly ResultView[];
  readonly stretches: readonly Stretch[];
  readonly picture: Picture;
  readonly space: readonly string[];
  readonly steps: readonly string[];
  readonly words: readonly string[];
  readonly diffs: readonly string[];
  readonly document: string;
  readonly replay: string;
}

/** A rule that is simpler than a kernel. */
interface NoteView {
  readonly id: string;
  readonly where: string;
  readonly title: string;
  readonly model: string;
  readonly kernel: string;
  readonly since: string;
}

/** How two sides compare. */
export interface VerdictView {
  readonly pair: string;
  readonly verdict: ExplainedPair['verdict'];
  readonly reasons: readonly ReasonView[];
}

/** A known cause by its id, or without one something new; where it shows, and what it is. */
export interface ReasonView {
  readonly id: string | undefined;
  readonly where: string;
  readonly title: string;
}

interface ResultView {
  readonly side: string;
  readonly text: string;
  /** undefined: nobody expected anything. */
  readonly agrees: boolean | undefined;
  readonly expected: string;
}

/** How wide the texts are that stand beside the picture. */
const LAYOUT: Layout = { width: 96, style: PLAIN };

/**
 * @param replay how the scenario is run again; by default, as a document that is explained.
 * @param more rows of its picture besides those of the sides.
 */
export function scenarioView(
  explanation: Explanation,
  replay = explainCommandLine(explanation.scenario),
  more: readonly PictureRow[] = [],
): ScenarioView {
  const { scenario, source, sides, pairs, broken, fresh, format, notes } = explanation;
  const pages = explanation.pages.reduce((sum, run) => sum + run.pages, explanation.pagesLeftOut);
  return {
    id: scenario.id,
    source: source.file === '' ? '' : `${source.file}:${source.line}`,
    pages: pagesText(pages),
    verdicts: pairs.map(verdictView),
    broken: (broken ?? []).map(({ clause, id, sides: names, title, promise, pages: spans }) => ({
      id,
      where: `${names.join(', ')}, ${spansText(spans)}`,
      title: title ?? `${clause}: ${promise}`,
    })),
    hasNews: fresh.length > 0 || sides.some(({ expected }) => expected?.agrees === false),
    notes: notes.map(({ id, rules, sides: names, pages: spans, title, model, kernel, since }) => ({
      ...{ id, title, model, kernel, since },
      where: `${rulesText(rules)}; ${names.join(', ')}, ${spansText(spans)}`,
    })),
    results: sides.map((side) => ({
      side: side.name,
      text: resultText(side),
      agrees: side.expected?.agrees,
      expected: expectedText(explanation, side.expected),
    })),
    stretches: stretchesOf(scenario),
    picture: pictureOf(explanation, more),
    space: [
      ...spaceLines(explanation, LAYOUT),
      ...(format === undefined || sides.length === 0
        ? []
        : ['', ...formatLines(explanation, format, LAYOUT)]),
    ],
    steps: stepSections(explanation, LAYOUT),
    words: sides.length === 0 ? [] : wordLines(explanation, LAYOUT),
    diffs: pairs.flatMap((pair) => ('diff' in pair && pair.diff !== undefined ? [pair.diff] : [])),
    document: JSON.stringify(scenario),
    replay,
  };
}

function verdictView(pair: ExplainedPair): VerdictView {
  const names = { pair: `${pair.left} / ${pair.right}`, verdict: pair.verdict };
  switch (pair.verdict) {
    case 'equal':
      return { ...names, reasons: [] };
    case 'incomparable':
      return {
        ...names,
        reasons: [{ id: pair.why.id, where: '', title: incomparableText(pair.why) }],
      };
    case 'differ':
      return {
        ...names,
        reasons: pair.causes.map(({ id, title, aspects, pages }) => ({
          id,
          where: [
            ...aspects.map((aspect) => ASPECTS[aspect]),
            ...(pages.length > 0 ? [spansText(pages)] : []),
          ].join(', '),
          title: title ?? 'not explained by any known cause',
        })),
      };
  }
}

function expectedText(
  { source }: Explanation,
  expected: Explanation['sides'][number]['expected'],
): string {
  if (expected === undefined) return '';
  if (expected.agrees) return source.measured ? 'as measured' : 'as expected';
  return `${expected.field}: expected ${expected.expected}, got ${expected.got}`;
}

/** What is known of a cause, as terms and texts. */
export function knownFacts(entry: KnownEntry): readonly Fact[] {
  if (entry.kind === 'violation') {
    return [
      { term: 'promise', text: entry.promise },
      { term: 'why', text: entry.why },
      { term: 'effect on drivers', text: entry.driver },
      { term: 'does it matter?', text: entry.matters },
    ];
  }
  return [
    ...Object.entries(entry.does).map(([side, text]) => ({ term: side, text })),
    { term: 'why', text: entry.why },
    { term: 'effect on drivers', text: entry.driver },
  ];
}
