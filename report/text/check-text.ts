// SPDX-License-Identifier: GPL-2.0-or-later

import type { Agreement } from '../../oracle/campaign/vectors';
import { profilesOf, randomSize } from '../../oracle/check/options';
import type { CheckReport, KnownCount } from '../../oracle/check/report';
import { verdictOfCheck } from '../../oracle/check/report';
import { isFailing } from '../../oracle/check/stored';
import { lazy } from '../../oracle/package/lazy';
import { printableData } from '../../oracle/scenario/printable';
import { alsoFound } from '../../oracle/verdict/verdict';
import type { TreeNote } from '../../tree/side/noted';
import { detailLines, scenarioCount } from './cause-text';
import type { Style } from './style';
import { doneOf, notComparedSection, verdictLine, verdictSentence } from './verdict-text';

/** Sections that few reports have. */
const campaigns = lazy((): typeof import('./campaign-text') => require('./campaign-text'));
const counts = lazy((): typeof import('./counts-text') => require('./counts-text'));
const findings = lazy((): typeof import('./finding-text') => require('./finding-text'));
const externals = lazy((): typeof import('./external-text') => require('./external-text'));

/** The first line of a check: seed and options, from which it can be run again. */
export function checkHeader(options: CheckReport['options']): string {
  const { seed, runs, sides, vectors, scope, everyCall = false } = options;
  return [
    'hmm-pfn check',
    `seed ${seed}`,
    `scope ${scope}${everyCall ? ' with every call' : ''}`,
    `runs ${runs}`,
    `profile ${profilesOf(options).join(',')}`,
    `sides ${sides.join(',')}`,
    `vectors ${vectors.length === 1 ? '1 file' : `${vectors.length} files`}`,
  ].join('  ');
}

/** The summary of a check, understood at a glance. */
export function checkText(
  found: CheckReport,
  style: Style,
  noted: readonly TreeNote[] = [],
): string {
  const report = printableData(found, ['text']);
  const news = printableData(noted.filter(({ known }) => known === null));
  const verdict = alsoFound(verdictOfCheck(report), news.length > 0);
  return [
    ...(report.interrupted
      ? [style.bad('Interrupted; these are the results until then.'), '']
      : []),
    ...(report.stored ? campaigns().storedLines(report.stored, style) : []),
    ...agreementLines(report, style),
    ...scopeLines(report, style),
    ...(report.expectedCounts.compared === 0
      ? []
      : counts().countsLines(report.options.scope, report.expectedCounts, style)),
    ...knownLines('Known differences', report.differences, style),
    ...incomparableLines(report, style),
    ...knownLines('Known contract violations', report.violations, style),
    ...coverageLines(report, style),
    ...(report.campaign ? campaigns().campaignLines(report.campaign, style) : []),
    ...(report.fresh.length > 0 ? findings().freshLines(report, style) : []),
    ...(report.external.length > 0 ? externals().externalLines(report.external, style) : []),
    ...notComparedSection(verdict, style),
    ...newsLines(news, style),
    verdictLine(verdict, verdictText(report, news), style),
  ].join('\n');
}

function newsLines(news: readonly TreeNote[], style: Style): string[] {
  if (news.length === 0) return [];
  const lines = news.map(({ tree, text, count }) => style.bad(`  ${tree}: ${text} (${count})`));
  return [style.title('Noted beside the results of trees, and not known'), ...lines, ''];
}

function agreementLines(report: CheckReport, style: Style): string[] {
  const { options, agreement } = report;
  const title = style.title('Agreement with measured kernel results');
  if (options.vectors.length === 0) return [`${title}: no vectors were given`, ''];
  const width = Math.max(10, ...options.sides.map((side) => side.length));
  return [
    title,
    ...options.sides.map((side) => {
      const text = agreementText(agreement[side]);
      const { vectors, agreeing } = agreement[side] ?? NO_RESULTS;
      const isGood = vectors > 0 && agreeing === vectors;
      return `  ${side.padEnd(width)} ${isGood ? style.good(text) : style.bad(text)}`;
    }),
    ...missedLines(report, style),
    '',
  ];
}

/** Wrong results by the decision that they come from, then a few of each in full. */
function missedLines({ missed, misses, missGroups }: CheckReport, style: Style): string[] {
  return [
    ...missGroups.flatMap(({ decision, count, sides, details }) => [
      `  ${style.bad('wrong')} ${decision}: ${count} results of ${sides.join(', ')}`,
      ...detailLines(details).map((line) => `    ${line}`),
    ]),
    ...misses.map(
      ({ file, line, id, side, field, expected, got }) =>
        `  ${style.bad('wrong')} ${file}:${line} ${id}: ${side} ${field}: expected ${expected}, got ${got}`,
    ),
    ...(missed > misses.length ? [`  … and ${missed - misses.length} more`] : []),
  ];
}

const NO_RESULTS: Agreement = { vectors: 0, agreeing: 0 };

/** How many vectors one side agrees with, or that no vector has a result for it. */
export function agreementText({ vectors, agreeing }: Agreement = NO_RESULTS): string {
  return vectors === 0
    ? 'not compared: no vector has a result for it'
    : `${agreeing} of ${vectors} vectors`;
}

function scopeLines({ families, options }: CheckReport, style: Style): string[] {
  if (families.length === 0) return [];
  const width = Math.max(...families.map(({ name }) => name.length));
  const isWhole = families.every(({ size, done }) => done === size);
  const sizeWidth = Math.max(...families.map(({ size }) => String(size).length));
  return [
    style.title(`Scope ${options.scope}: ${isWhole ? 'every scenario' : 'scenarios'} of`),
    ...families.map(({ name, combines, size, done, stoodFor }) => {
      const ended = done < size ? style.bad(` (${done} were checked)`) : '';
      const ran = stoodFor === 0 ? '' : ` (${done - stoodFor} run)`;
      const count = String(size).padStart(sizeWidth);
      return `  ${name.padEnd(width)} ${count}${ended}${ran}  ${style.dim(combines)}`;
    }),
    ...(families.some(({ stoodFor }) => stoodFor > 0)
      ? [
          '  Scenarios that were not run are judged by class: a call that asks effectively the same stands for them; --every-call runs all',
        ]
      : []),
    style.dim('  docs/scopes.md says what no scope contains, and what rests on what'),
    '',
  ];
}

function knownLines(title: string, known: readonly KnownCount[], style: Style): string[] {
  if (known.length === 0) return [style.title(`${title}: none seen`), ''];
  const width = Math.max(title.length - 2, ...known.map(({ id }) => id.length));
  const columns = ['vectors', 'scope', 'random'] as const;
  const head = columns.map((name) => name.padStart(9)).join(' ');
  return [
    style.title(`${title.padEnd(width + 2)} ${head}`),
    ...known.map((one) => {
      const counts = columns.map((name) => String(one[name]).padStart(9)).join(' ');
      return `  ${one.id.padEnd(width)} ${counts}  ${style.dim(one.title)}`;
    }),
    '',
  ];
}

function incomparableLines({ incomparable }: CheckReport, style: Style): string[] {
  const { 'tree-given-up': givenUp, ...noRoom } = incomparable;
  const counts = Object.entries(noRoom).map(([id, count]) => `${id} ${count}`);
  const why = style.dim('(one side has no room for a pfn, or for the range)');
  return [
    ...(counts.length === 0 ? [] : [`Not comparable: ${counts.join(', ')} ${why}`, '']),
    ...(givenUp === undefined ? [] : [style.bad(`Not judged: ${givenUpText(givenUp)}`), '']),
  ];
}

/** What was left out as a tree had been given up. */
function givenUpText(count: number): string {
  return `${scenarioCount(count)}, as a tree did not come to an end in ten others and was given up (tree-given-up)`;
}

function coverageLines(report: CheckReport, style: Style): string[] {
  if (report.scenarios.random === 0) return [];
  return [
    style.title('Coverage of the model’s table (entry × outcome) by the random scenarios'),
    ...report.coverage.flatMap(({ side, reachable, missing }) => [
      `  ${side.padEnd(10)} ${reachable - missing.length} of ${reachable}`,
      ...(missing.length > 0 && missing.length <= 6
        ? [
            `    not reached: ${missing.map(({ origin, outcome }) => `${origin} ${outcome}`).join(', ')}`,
          ]
        : []),
    ]),
    '',
  ];
}

/**
 * The verdict of a check, in one sentence.
 * @param news what trees noted that nothing known explains.
 */
export function verdictText(report: CheckReport, news: readonly TreeNote[] = []): string {
  const { missed } = report;
  const external = report.external.flatMap(({ name, causes, othersNotShown }) =>
    causes.length === 0 ? [] : [[name, causes.length + othersNotShown] as const],
  );
  const changed = report.expectedCounts.changes.length;
  const fresh = report.fresh.length + report.freshNotShown;
  const stored = (report.stored ?? []).filter(isFailing).length;
  const short = report.campaign?.shortfalls.length ?? 0;
  const found = [
    ...(missed > 0 ? [`${missed} wrong ${missed === 1 ? 'result' : 'results'}`] : []),
    ...(fresh > 0 ? [`${fresh} new ${fresh === 1 ? 'cause' : 'causes'}`] : []),
    ...external.map(
      ([name, causes]) => `${causes} ${causes === 1 ? 'cause' : 'causes'} of ${name}`,
    ),
    ...(changed > 0 ? [`${changed} ${changed === 1 ? 'count' : 'counts'} changed`] : []),
    ...(stored > 0 ? [`${stored} stored ${stored === 1 ? 'failure' : 'failures'} not fixed`] : []),
    ...(short > 0 ? [`${short} ${short === 1 ? 'minimum' : 'minimums'} not reached`] : []),
    ...(news.length > 0
      ? [`${news.length} new ${news.length === 1 ? 'note' : 'notes'} of trees`]
      : []),
  ];
  return verdictSentence(alsoFound(verdictOfCheck(report), news.length > 0), {
    clean: 'no unexplained differences',
    found: new Intl.ListFormat('en', { style: 'long' }).format(found),
    where: `in ${doneText(report)}`,
    but: withoutResult(report),
  });
}

/** The comparisons of which nothing is claimed, as a side has no result. */
function withoutResult({ incomparable }: CheckReport): readonly string[] {
  const counts = Object.values(incomparable);
  if (counts.length === 0) return [];
  const count = counts.reduce((sum, one) => sum + one, 0);
  const comparisons = count === 1 ? '1 comparison has' : `${count} comparisons have`;
  return [`${comparisons} no result (${Object.keys(incomparable).join(', ')})`];
}

/** How much of each requested source was run. */
export function doneText({ scenarios, families, options }: CheckReport): string {
  const { vectors, scope, random } = scenarios;
  const size = families.reduce((sum, family) => sum + family.size, 0);
  const inScope = size === 0 ? `no scenario` : `${doneOf(scope, size)} scenarios`;
  const asked = randomSize(options);
  const ofRuns = random === asked ? random : doneOf(random, asked);
  const parts = [
    ...(options.vectors.length > 0 ? [`${vectors} vectors`] : []),
    ...(options.scope > 0 ? [`${inScope} of scope ${options.scope}${stoodForText(families)}`] : []),
    ...(options.runs > 0 ? [`${ofRuns} random scenarios`] : []),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** How many scenarios were not run, as calls of their class stand for them. */
function stoodForText(families: CheckReport['families']): string {
  const done = families.reduce((sum, family) => sum + family.done, 0);
  const stoodFor = families.reduce((sum, family) => sum + family.stoodFor, 0);
  return stoodFor === 0 ? '' : ` (${done - stoodFor} run, the others by class)`;
}
