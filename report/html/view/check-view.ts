// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedCheck } from '../../../oracle/check/explained';
import { type CheckReport, verdictOfCheck } from '../../../oracle/check/report';
import { INCOMPARABLE_REASONS } from '../../../oracle/compare/compare';
import { COMMAND } from '../../../oracle/package/command';
import { groupedChanges } from '../../../oracle/scope/count-changes';
import { shortfallText, storedText } from '../../text/campaign-text';
import { verdictText } from '../../text/check-text';
import { externalBlock, freshBlock, knownBlock } from './cause-blocks';
import { coverageView } from './coverage-view';
import type { AgreementBlock, Block, PartView } from './page-view';
import { vectorsText, vectorWords } from './vector-words';
import { warningsOf } from './warnings';

/** A check: agreement first, then what is new, what is known, and how far it looked. */
export function checkPart({ report, known, fresh }: ExplainedCheck): PartView {
  const { options } = report;
  const blocks: readonly (Block | undefined)[] = [
    storedBlock(report),
    agreementBlock(report),
    freshBlock(report, fresh),
    ...report.external.map(externalBlock),
    shortfallsBlock(report),
    countsBlock(report),
    knownBlock('Known differences', report.differences, known),
    knownBlock('Known contract violations', report.violations, known),
    incomparableBlock(report),
    coverageBlock(report),
    scopeBlock(report),
  ];
  const { seed, scope, runs, profile, sides, vectors } = options;
  const { campaign } = report;
  return {
    title: campaign === undefined ? 'hmm-pfn check' : 'hmm-pfn campaign',
    facts: [
      campaign === undefined
        ? { term: 'seed', text: String(seed) }
        : { term: 'streams', text: campaign.streams.join(', ') },
      { term: 'scope', text: String(scope) },
      { term: 'runs', text: String(runs) },
      { term: 'profile', text: profile },
      { term: 'sides', text: sides.join(', ') },
      { term: 'vectors', text: vectorsText(vectors) },
    ],
    replay: campaign?.command ?? replay(options),
    about: [],
    verdict: { kind: verdictOfCheck(report).kind, text: verdictText(report) },
    warnings: warningsOf(report.examined),
    blocks: blocks.filter((block) => block !== undefined),
  };
}

function replay(options: CheckReport['options']): string {
  const { seed, scope, everyCall = false, runs, profile, sides, vectors } = options;
  const random = `--seed ${seed} --scope ${scope} --runs ${runs} --profile ${profile}`;
  const every = everyCall ? ['--every-call'] : [];
  const words = [random, ...every, '--sides', sides.join(','), ...vectorWords(vectors)];
  return `${COMMAND} check ${words.join(' ')}`;
}

function storedBlock({ stored = [] }: CheckReport): Block | undefined {
  if (stored.length === 0) return undefined;
  return {
    kind: 'table',
    title: 'Stored failures',
    intro: 'What earlier runs have found and stored, run again.',
    head: ['cause', 'found by', 'state', 'now'],
    rows: stored.map((one) => [
      ...[one.cause, one.foundBy.commit ?? one.foundBy.build, one.state, storedText(one)],
    ]),
    marked: stored.map(() => false),
  };
}

function shortfallsBlock({ campaign }: CheckReport): Block | undefined {
  if (campaign === undefined || campaign.shortfalls.length === 0) return undefined;
  const { minimums, shortfalls } = campaign;
  return {
    kind: 'table',
    title: 'Minimums that were not reached',
    intro: `${shortfalls.length} of ${minimums} minimums were not reached.`,
    head: ['side', 'what', 'at least', 'got', ''],
    rows: shortfalls.map((one) => [
      ...[one.side, one.what, one.minimum, one.got, shortfallText(one)],
    ]),
    marked: shortfalls.map(() => false),
  };
}

function agreementBlock({
  options,
  agreement,
  misses,
  missed,
}: CheckReport): AgreementBlock | undefined {
  if (options.vectors.length === 0) return undefined;
  return {
    kind: 'agreement',
    title: 'Agreement with measured kernel results',
    sides: options.sides.map((side) => {
      const { agreeing, vectors } = agreement[side] ?? { agreeing: 0, vectors: 0 };
      return { side, agreeing, vectors };
    }),
    misses: misses.map(({ file, line, id, side, field, expected, got }) => ({
      place: `${file}:${line} ${id}`,
      ...{ side, field, expected, got },
    })),
    missesNotShown: missed - misses.length,
  };
}

function incomparableBlock({ incomparable }: CheckReport): Block | undefined {
  const rows = Object.entries(incomparable);
  if (rows.length === 0) return undefined;
  const reasons = new Map<string, string>(
    Object.values(INCOMPARABLE_REASONS).map(({ id, title }) => [id, title]),
  );
  return {
    kind: 'table',
    title: 'Not comparable',
    intro: 'One side came to no result, so nothing is said about the result of the other.',
    head: ['why', 'comparisons', ''],
    rows: rows.map(([id, count]) => [id, count, reasons.get(id) ?? '']),
    marked: [],
  };
}

function coverageBlock({ coverage, scenarios }: CheckReport): Block | undefined {
  if (scenarios.random === 0) return undefined;
  return {
    kind: 'coverage',
    title: 'Coverage by the random scenarios',
    sides: coverage.map(coverageView),
  };
}

function countsBlock({ options, expectedCounts }: CheckReport): Block | undefined {
  const { compared, changes } = expectedCounts;
  if (changes.length === 0) return undefined;
  return {
    kind: 'table',
    title: `Counts of scope ${options.scope}`,
    intro: `${changes.length} of ${compared} counts are not as expected.`,
    head: ['sides', 'cause', 'family', 'expected', 'got'],
    rows: groupedChanges(changes).flatMap(({ families }) =>
      families.map(({ sides, cause, family, expected, got }) => [
        ...[sides, cause, family, expected, got],
      ]),
    ),
    marked: changes.map(() => true),
  };
}

function scopeBlock({ families, options, expectedCounts }: CheckReport): Block | undefined {
  if (families.length === 0) return undefined;
  const { compared, changes } = expectedCounts;
  return {
    kind: 'table',
    title: `Scope ${options.scope}`,
    intro: [
      families.every(({ size, done }) => size === done)
        ? 'Every scenario in these was checked.'
        : 'Interrupted before the end.',
      ...(compared > 0 && changes.length === 0 ? [`${compared} counts as expected.`] : []),
    ].join(' '),
    head: ['family', 'scenarios', 'checked', 'combines'],
    rows: families.map(({ name, size, done, combines }) => [name, size, done, combines]),
    marked: [],
  };
}
