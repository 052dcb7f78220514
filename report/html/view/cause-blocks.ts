// SPDX-License-Identifier: GPL-2.0-or-later
import { explainScenario } from '../../../oracle/check/explained';
import type { CheckReport, KnownCount } from '../../../oracle/check/report';
import type { Explanation } from '../../../oracle/explain/explanation';
import { findKnown } from '../../../oracle/explain/known';
import type { HeldReport } from '../../../oracle/external/held-report';
import { COMMAND } from '../../../oracle/package/command';
import { causeLines } from '../../text/cause-text';
import { heldCauseLines, heldText } from '../../text/external-text';
import { replayCommand } from '../../text/finding-text';
import { explainCommandLine } from '../../text/replay-command';
import { knownCausesBlock, newCausesBlock } from './causes-block';
import type { CausesBlock, CauseView } from './page-view';
import { knownFacts, scenarioView } from './scenario-view';

/** What a side from outside does otherwise than the model that it is held to. */
export function externalBlock(held: HeldReport): CausesBlock {
  const { name, like, causes, othersNotShown } = held;
  return newCausesBlock({
    title: `${name}, held to ${like}`,
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
  });
}

const SOURCES = ['vectors', 'scope', 'random'] as const;

/** What no known cause explains. */
export function freshBlock(
  { fresh, freshNotShown, options }: CheckReport,
  explanations: readonly Explanation[],
): CausesBlock {
  return newCausesBlock({
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
  });
}

/** Known causes, with the number of scenarios of each source. */
export function knownBlock(
  title: string,
  counts: readonly KnownCount[],
  known: ReadonlyMap<string, Explanation>,
): CausesBlock {
  return knownCausesBlock({
    title,
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
  });
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
