// SPDX-License-Identifier: GPL-2.0-or-later
import { type PageState, StateKind } from '../../mm/page-states';
import type { RangeRecord } from '../../mm/range-record';
import { countsTooMuch, type Pair } from '../compare/compare';
import { originName } from '../compare/origin';
import type { Finding } from '../differences/verdict';
import { returnText, stateName } from '../run/result';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { Decision, DecisionName } from './decision';
import { walkDecision } from './walk-decision';

/**
 * The decision that an unexplained disagreement comes from: the first one that went differently,
 * since all that differs after it can be its consequence. One wrong line decides wrongly at many
 * entries and in many ways; so what is counted as one cause is the decision, and the entry and what
 * each side did are its details.
 */
export function decisionOf(pair: Pair, findings: readonly Finding[]): Decision {
  const { scenario } = pair;
  const unexplained = findings.filter(({ difference }) => difference === null);
  const about = new Set(unexplained.map(({ disagreement }) => disagreement.aspect));
  const page = firstPage(findings);
  // Where only words differ, the walks do not matter: what they differ in is explained.
  if (about.has('ret') || about.has('walks') || about.has('faults') || about.has('stop')) {
    const decision = walkDecision(pair, page);
    if (decision !== undefined) return decision;
  }
  if (page !== undefined) return wordDecision(pair, page);
  const { left, right } = pair;
  if (about.has('ret') || about.has('walks') || about.has('faults') || about.has('stop')) {
    return endDecision(left.record, right.record);
  }
  if (about.has('attempts')) return plain('end', attemptsText(left), attemptsText(right));
  if (about.has('input'))
    return plain('input', inputText(left, scenario), inputText(right, scenario));
  return plain('count', countText(left), countText(right));
}

/** How the call ends, where the walks and their ends tell of no difference. */
function endDecision(left: RangeRecord, right: RangeRecord): Decision {
  if (left.walks !== right.walks) return plain('end', resultText(left), resultText(right));
  if (left.ret !== right.ret) return plain('ret', resultText(left), resultText(right));
  if (left.stoppedAt !== right.stoppedAt)
    return plain('resume', stopText(left, right), stopText(right, left));
  return plain('faults', faultsText(left), faultsText(right));
}

function inputText(side: Side, { range }: Scenario): string {
  for (let page = side.record.stoppedAt; page < range.asks.length; page++) {
    if (!side.holdsRequest(page, range.asks[page] ?? 0)) return 'destroys input';
  }
  return 'keeps it';
}

function plain(decision: DecisionName, left: string, right: string): Decision {
  return { decision, met: undefined, left, right };
}

/** Where a call stops is where a walk after its last one would resume. */
function stopText({ ret, stoppedAt }: RangeRecord, other: RangeRecord): string {
  return `${returnText(ret)} at ${stoppedAt < other.stoppedAt ? 'an earlier' : 'a later'} page`;
}

function faultsText({ faults: { calls } }: RangeRecord): string {
  return `faults ${calls} ${calls === 1 ? 'page' : 'pages'}`;
}

function resultText({ ret, walks }: RangeRecord): string {
  return `${returnText(ret)} after ${walks} ${walks === 1 ? 'walk' : 'walks'}`;
}

function attemptsText({ record: { attempts } }: Side): string {
  return `${attempts.length} inner attempts, the last one ${attempts.at(-1)?.end ?? 'none'}`;
}

function countText(side: Side): string {
  const { pageCount, record } = side;
  if (countsTooMuch(side)) return 'counts pages that v5.7 cannot count';
  if (pageCount === undefined || pageCount === record.pages) return 'counts all pages';
  return pageCount < record.pages ? 'leaves pages out' : 'counts more than there are';
}

function firstPage(findings: readonly Finding[]): number | undefined {
  for (const { disagreement, difference } of findings) {
    if (difference !== null) continue;
    if (disagreement.aspect === 'page' || disagreement.aspect === 'order') return disagreement.page;
  }
  return undefined;
}

/** A page that both sides passed, and report differently. */
export function wordDecision({ left, right, scenario }: Pair, page: number): Decision {
  const [one, other] = [left.states.at(page), right.states.at(page)];
  const met = originName(right.record.origins[page] ?? 0, scenario.range.owner);
  if (one.kind === other.kind && one.pfn === other.pfn) {
    const [order, another] = [left.mapOrder(page), right.mapOrder(page)];
    if (order !== another)
      return { decision: 'order', met, left: `order ${order}`, right: `order ${another}` };
  }
  const name = wordName(one, other);
  return { decision: name, met, left: stateName(one.kind), right: stateName(other.kind) };
}

/** Which decision it is that two words for a page come from. */
export function wordName(one: PageState, other: PageState): DecisionName {
  if (one.kind === other.kind) return 'pfn';
  if (!hasPfn(one) || !hasPfn(other)) return 'page';
  return one.pfn === other.pfn ? 'rights' : 'pfn';
}

function hasPfn({ kind }: PageState): boolean {
  return kind === StateKind.read || kind === StateKind.write || kind === StateKind.stray;
}
