// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access } from '../../drivers/driver';
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { complexity } from '../../oracle/generate/complexity';
import { shrinkFailureAsking } from '../../oracle/generate/shrink';
import type { ScenarioDocument } from '../../oracle/scenario/document';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';
import { accessesOf } from './accesses';
import type { Inquiry } from './inquiry';
import { endText, outcomeText } from './outcome-text';
import type { PortCauseCount, PortTally } from './port-tally';
import type { Shown } from './shown';

/** The simplest scenario that shows a cause, and what both versions make of it. */
export interface MinimalScenario {
  readonly scenario: ScenarioDocument;
  /** What the device wants of the pages of its range. */
  readonly wanted: readonly Access[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** How many pages of a window are listed one by one. */
const PAGES_TOLD = 16;

type Shows = (candidate: Scenario) => Promise<boolean>;

/** Shrinks the scenario of a cause to the simplest one that shows the same cause. */
export async function minimalOf(
  tally: PortTally,
  { id, scenario }: PortCauseCount,
  inquiry: Inquiry,
): Promise<MinimalScenario | null> {
  const find = (candidate: Scenario): Promise<Shown | undefined> =>
    inquiry.one(() => tally.find(candidate, id), candidate);
  const shows: Shows = async (candidate) => (await find(candidate)) !== undefined;
  const start = await plain(scenario, shows);
  const smallest = (await shrinkFailureAsking(start, shows)).scenario;
  const shown = await find(smallest);
  return shown === undefined ? null : minimalForCause(smallest, shown);
}

/** What is no part of an audit (policy, owner, format) as simple as it can be, from the start. */
async function plain(scenario: Scenario, shows: Shows): Promise<Scenario> {
  const { range } = scenario;
  const defaults = accessesOf(range).includes('atomic') ? range.defaults : Ask.nothing;
  const simple = {
    ...scenario,
    range: { ...range, defaults, mask: Ask.nothing, owner: 0 },
    format: NOUVEAU,
  };
  return complexity(simple) <= complexity(scenario) && (await shows(simple)) ? simple : scenario;
}

/** A scenario with what both versions make of the window that shows something. */
export function minimalForCause(
  scenario: Scenario,
  { before, after }: Pick<Shown, 'before' | 'after'>,
): MinimalScenario {
  return {
    scenario: writeScenario({ ...scenario, id: 'minimal' }),
    wanted: accessesOf(scenario.range),
    before: linesOf(before),
    after: linesOf(after),
  };
}

function linesOf(run: Shown['before']): readonly string[] {
  if (run.conversion?.kind !== 'converted') return [endText(run)];
  const { pages } = run.conversion;
  const told = Math.min(Math.max(pages.length, run.words.length), PAGES_TOLD);
  return [
    ...(run.attempts === 1 ? [] : [endText(run)]),
    ...Array.from({ length: told }, (_, page) => {
      const asked = ['nothing', 'read', 'write'][run.asked[page] ?? 0];
      const outcome = page < pages.length ? outcomeText(run, page) : 'left out';
      return `page ${page} requested ${asked ?? 'nothing'}: ${outcome}`;
    }),
  ];
}
