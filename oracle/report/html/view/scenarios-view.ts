// SPDX-License-Identifier: GPL-2.0-or-later
import type { Explanation } from '../../../explain/explanation';
import type { AgreementBlock, Block, PartView } from './page-view';
import { knownFacts, scenarioView } from './scenario-view';

/** One scenario that was chosen to be explained. */
export function explanationPart(explanation: Explanation): PartView {
  const { entry, scenario } = explanation;
  const part = scenariosPart([explanation], { title: `hmm-pfn explain ${scenario.id}`, total: 1 });
  if (entry === undefined) return { ...part, facts: [] };
  return {
    ...part,
    title: `hmm-pfn explain ${entry.id}`,
    facts: [],
    about: [{ term: 'in short', text: entry.title }, ...knownFacts(entry)],
  };
}

/** What is to be said above many scenarios. */
export interface ScenarioSource {
  readonly title: string;
  /** How many there are; perhaps not all of them are shown. */
  readonly total: number;
}

/** Scenarios of a file, with the results beside them if there are any. */
export function scenariosPart(
  explanations: readonly Explanation[],
  { title, total }: ScenarioSource,
): PartView {
  const news = explanations.filter(hasNews).length;
  const agreement = agreementBlock(explanations);
  const shown = explanations.length;
  return {
    title,
    facts: [{ term: 'scenarios', text: String(total) }],
    about: [],
    replay: undefined,
    verdict: { clean: news === 0, text: verdict(explanations, news) },
    warnings: total > shown ? [`Only the first ${shown} of ${total} scenarios are shown.`] : [],
    blocks: [
      ...(agreement === undefined ? [] : [agreement]),
      ...(shown > 1 ? [causesTable(explanations)] : []),
      {
        kind: 'scenarios',
        title: shown === 1 ? 'The scenario' : 'Scenarios',
        scenarios: explanations.map((explanation) => scenarioView(explanation)),
      },
    ],
  };
}

function hasNews({ fresh, sides }: Explanation): boolean {
  return fresh.length > 0 || sides.some(({ expected }) => expected?.agrees === false);
}

function verdict(explanations: readonly Explanation[], news: number): string {
  const [only] = explanations;
  if (only !== undefined && explanations.length === 1) {
    const causes = causeCounts([only]);
    const fresh = only.fresh.length;
    if (fresh > 0)
      return `${fresh} new ${fresh === 1 ? 'cause' : 'causes'}: ${only.fresh.join('; ')}.`;
    if (news > 0) return 'A result is not the expected one.';
    if (causes.size === 0) return 'The sides agree.';
    return `Nothing new: ${[...causes.keys()].join(', ')}.`;
  }
  const where = `in ${explanations.length} scenarios`;
  if (news === 0) return `Nothing new ${where}.`;
  return `${news} with something new, or a result that is not the expected one, ${where}.`;
}

/** In how many scenarios each known cause shows. */
function causeCounts(explanations: readonly Explanation[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { pairs, broken = [] } of explanations) {
    const ids = new Set<string>();
    for (const pair of pairs) {
      if (pair.verdict === 'differ') for (const { id } of pair.causes) ids.add(id ?? 'new');
    }
    for (const { id, clause } of broken) ids.add(id ?? `new: ${clause}`);
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function causesTable(explanations: readonly Explanation[]): Block {
  const counts = [...causeCounts(explanations)].sort((one, other) => other[1] - one[1]);
  return {
    kind: 'table',
    title: 'Causes',
    intro:
      counts.length === 0 ? 'The sides agree on all of them.' : 'In how many scenarios each shows.',
    head: ['cause', 'scenarios'],
    rows: counts.map(([id, count]) => [id, count]),
    marked: [],
  };
}

function agreementBlock(explanations: readonly Explanation[]): AgreementBlock | undefined {
  const sides = new Map<string, { agreeing: number; vectors: number }>();
  const misses: AgreementBlock['misses'][number][] = [];
  let measured = false;
  for (const { source, scenario, sides: ran } of explanations) {
    measured ||= source.measured;
    for (const { name, expected } of ran) {
      if (expected === undefined) continue;
      const count = sides.get(name) ?? { agreeing: 0, vectors: 0 };
      count.vectors++;
      if (expected.agrees) count.agreeing++;
      else {
        const place = `${source.file}:${source.line} ${scenario.id}`;
        misses.push({ place, side: name, ...expected });
      }
      sides.set(name, count);
    }
  }
  if (sides.size === 0) return undefined;
  return {
    kind: 'agreement',
    title: measured
      ? 'Agreement with the kernel’s own results'
      : 'Agreement with the results given',
    sides: [...sides].map(([side, count]) => ({ side, ...count })),
    misses: misses.slice(0, MISSES),
    missesNotShown: Math.max(0, misses.length - MISSES),
  };
}

/** So many results that are not as expected are listed. */
const MISSES = 50;
