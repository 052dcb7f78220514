// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from '../../../oracle/explain/explanation';
import { ScenarioSet } from '../../../oracle/explain/scenario-set';
import { type VerdictKind, verdictOf } from '../../../oracle/verdict/verdict';
import type { AgreementBlock, Block, PartView } from './page-view';
import { knownFacts, scenarioView } from './scenario-view';

/** One scenario that was chosen to be explained. */
export function explanationPart(explanation: Explanation): PartView {
  const { entry, scenario } = explanation;
  const subject = entry?.id ?? scenario.id;
  return {
    ...scenariosPart(ScenarioSet.of([explanation]), `hmm-pfn explain ${subject}`),
    facts: [],
    about:
      entry === undefined ? [] : [{ term: 'in short', text: entry.title }, ...knownFacts(entry)],
  };
}

/** Scenarios of a file, with the results beside them if there are any. */
export function scenariosPart(set: ScenarioSet, title: string): PartView {
  const agreement = agreementBlock(set);
  const kept = set.kept();
  const { total, withNews, compared } = set;
  const parts = [{ what: title, compared, notCompared: [], required: true }];
  const { kind } = verdictOf(withNews > 0, { interrupted: false, parts });
  return {
    title,
    facts: [{ term: 'scenarios', text: String(total) }],
    about: [],
    replay: undefined,
    verdict: verdictView(set, kept, kind),
    warnings:
      total > kept.length
        ? [`All ${total} scenarios are counted; ${kept.length} of them are shown.`]
        : [],
    blocks: [
      ...(agreement === undefined ? [] : [agreement]),
      ...(total > 1 ? [causesTable(set)] : []),
      {
        kind: 'scenarios',
        title: total === 1 ? 'The scenario' : 'Scenarios',
        scenarios: kept.map((explanation) => scenarioView(explanation)),
      },
    ],
  };
}

const NOTHING =
  'Nothing was compared: there is only one side, or a pfn does not fit into the words of one of two, and no scenario comes with a result.';

function verdictView(
  set: ScenarioSet,
  kept: readonly Explanation[],
  kind: VerdictKind,
): PartView['verdict'] {
  if (kind === 'nothing-compared') return { kind, text: NOTHING };
  const showsKnown = kind === 'clean' && set.total === 1 && set.causeCounts().length > 0;
  return { kind: showsKnown ? 'known' : kind, text: verdict(set, kept) };
}

function verdict(set: ScenarioSet, [only]: readonly Explanation[]): string {
  const { total, withNews } = set;
  if (only !== undefined && total === 1) return verdictOfOne(set, only);
  const where = `in ${total} scenarios`;
  if (withNews === 0) return `No unexplained differences ${where}.`;
  return `${withNews} with an unexplained difference or an unexpected result, ${where}.`;
}

function verdictOfOne(set: ScenarioSet, { fresh }: Explanation): string {
  if (fresh.length > 0) {
    return `${fresh.length} new ${fresh.length === 1 ? 'cause' : 'causes'}: ${fresh.map(({ cause, detail }) => `${cause}: ${detail}`).join('; ')}.`;
  }
  if (set.withNews > 0) return 'A result is not as expected.';
  const causes = set.causeCounts();
  if (causes.length === 0) return 'The sides agree.';
  return `No unexplained difference; it shows what is known: ${causes.map(([id]) => id).join(', ')}.`;
}

function causesTable(set: ScenarioSet): Block {
  const counts = set.causeCounts();
  return {
    kind: 'table',
    title: 'Causes',
    intro: counts.length === 0 ? 'None seen.' : 'In how many scenarios each shows.',
    head: ['cause', 'scenarios'],
    rows: counts,
    marked: [],
  };
}

function agreementBlock(set: ScenarioSet): AgreementBlock | undefined {
  const sides = set.agreement();
  if (sides.length === 0) return undefined;
  const { measured, misses, missed } = set;
  return {
    kind: 'agreement',
    title: measured ? 'Agreement with measured kernel results' : 'Agreement with the given results',
    sides,
    misses,
    missesNotShown: missed - misses.length,
  };
}
