// SPDX-License-Identifier: GPL-2.0-or-later

import { type ExplainedCheck, explainScenario } from '../../../oracle/check/explained';
import { type CheckReport, type KnownCount, verdictOfCheck } from '../../../oracle/check/report';
import { INCOMPARABLE_REASONS } from '../../../oracle/compare/comparable';
import type { Explanation } from '../../../oracle/explain/explanation';
import { findKnown } from '../../../oracle/explain/known';
import type { HeldReport } from '../../../oracle/external/held-report';
import { COMMAND } from '../../../oracle/package/command';
import { groupedChanges } from '../../../oracle/scope/count-changes';
import { shortfallText, storedText } from '../../text/campaign-text';
import { causeLines } from '../../text/cause-text';
import { verdictText } from '../../text/check-text';
import { heldCauseLines, heldText } from '../../text/external-text';
import { replayCommand } from '../../text/finding-text';
import { explainCommandLine } from '../../text/replay-command';
import { coverageView } from './coverage-view';
import type { AgreementBlock, Block, CausesBlock, CauseView, PartView } from './page-view';
import { knownFacts, scenarioView } from './scenario-view';
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

function externalBlock(held: HeldReport): CausesBlock {
  const { name, like, causes, othersNotShown } = held;
  return {
    kind: 'causes',
    title: `${name}, held to ${like}`,
    fresh: true,
    mark: 'NEW',
    intro: `${heldText(held)}.`,
    columns: ['scenarios'],
    causes: causes.map((finding): CauseView => {
      const { cause, count, scenario, lines } = finding;
      return {
        ...{ id: cause, title: '', counts: [count], facts: [] },
        lines: [...heldCauseLines(finding), '', ...lines],
        scenario: scenarioView(explainScenario(scenario, [like])),
        replay: explainCommandLine(scenario),
      };
    }),
    notShown: othersNotShown,
  };
}

const SOURCES = ['vectors', 'scope', 'random'] as const;

function freshBlock(
  { fresh, freshNotShown, options }: CheckReport,
  explanations: readonly Explanation[],
): CausesBlock {
  return {
    kind: 'causes',
    title: 'New',
    fresh: true,
    mark: 'NEW',
    intro:
      fresh.length === 0
        ? 'Every observed difference between the sides, and every contract violation, has a known cause.'
        : 'No known cause explains these. Each is shrunk to the simplest scenario that shows it.',
    columns: ['scenarios'],
    causes: fresh.map((finding, index): CauseView => {
      const explanation = explanations[index];
      const command = replayCommand(finding, options);
      return {
        id: finding.cause,
        title: 'not explained by any known cause',
        counts: [finding.count],
        facts: [],
        lines: [...causeLines(finding), '', ...finding.text.split('\n')],
        scenario: explanation && scenarioView(explanation),
        replay: command,
      };
    }),
    notShown: freshNotShown,
  };
}

function knownBlock(
  title: string,
  counts: readonly KnownCount[],
  known: ReadonlyMap<string, Explanation>,
): CausesBlock {
  return {
    kind: 'causes',
    title,
    fresh: false,
    mark: '',
    intro:
      counts.length === 0
        ? 'None seen.'
        : 'How many scenarios showed each, by their source; open one for the explanation and for the ' +
          'simplest scenario that shows it.',
    columns: SOURCES,
    causes: counts.map((count) =>
      knownCause(
        count,
        SOURCES.map((name) => count[name]),
        known,
      ),
    ),
    notShown: 0,
  };
}

/** A known cause with its reasoning and its minimal scenario. */
export function knownCause(
  { id, title }: { readonly id: string; readonly title: string },
  counts: readonly number[],
  known: ReadonlyMap<string, Explanation>,
): CauseView {
  const entry = findKnown(id);
  const explanation = known.get(id);
  return {
    id,
    title,
    counts,
    facts: entry === undefined ? [] : knownFacts(entry),
    lines: [],
    scenario: explanation && scenarioView(explanation, `${COMMAND} explain ${id}`),
    replay: undefined,
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
