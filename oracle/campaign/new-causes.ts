// SPDX-License-Identifier: GPL-2.0-or-later
import { ENDING_NAMES, type WalkEnd } from '../../mm/range-record';
import { type OriginName, originName } from '../compare/origin';
import { sidesText } from '../compare/sides-diff';
import type { Breach } from '../contract/contract-check';
import { CLAUSES } from '../contract/registry';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import { decisionOf } from './cause';
import { DECISIONS, type DecisionName } from './decision';
import { type Judgement, type SideFault, showsOnlyKnown } from './judge';

/** What kind of cause it is; the later ones can be consequences of the earlier ones. */
export type CauseKind = 'side' | 'decision' | 'promise' | 'unsteady';

/** A decision, a broken promise or a side's own fault that no entry explains. */
export interface NewCauseShown {
  /** Names the decision; the same for all scenarios that show it, and for every entry. */
  readonly cause: string;
  readonly kind: CauseKind;
  /** Which decision it is; null if it is none. */
  readonly decision: DecisionName | null;
  /** The id of the promise that is broken; null if the cause is no broken promise. */
  readonly broken: string | null;
  /** Where it showed and what each side did there, as one line. */
  readonly detail: string;
  /** The entry that was met; null if it is not about one. */
  readonly met: OriginName | null;
  /** The two sides that differ, or the one side that is wrong by itself. */
  readonly sides: readonly Side[];
  /** Promises that a side broke on the scenario, too: as a consequence. */
  readonly alsoBreaks: readonly string[];
  /** What the side threw, for a person; empty if it threw nothing. */
  readonly thrown: readonly string[];
}

/** The text of a cause for a person: what a side threw, or what the sides came to. */
export function causeText(scenario: Scenario, { thrown, sides }: NewCauseShown): string {
  return thrown.length > 0 ? thrown.join('\n') : sidesText(scenario, sides);
}

/** What a scenario shows that nothing known explains, each cause once. */
export function newCauses(judgement: Judgement): readonly NewCauseShown[] {
  return showsOnlyKnown(judgement) ? NOTHING : unexplained(judgement);
}

const NOTHING: readonly NewCauseShown[] = [];

function unexplained(judgement: Judgement): readonly NewCauseShown[] {
  const causes = new Map<string, NewCauseShown>();
  const add = (one: NewCauseShown): void => {
    if (!causes.has(one.cause)) causes.set(one.cause, one);
  };
  const breaches = judgement.breaches.filter(({ violation }) => violation === null);
  const wrong = new Set<Side>();
  const differing: Side[] = [];
  for (const fault of judgement.faults) {
    wrong.add(fault.side);
    add(sideCause(fault, judgement, breaches));
  }
  for (const { pair, verdict } of judgement.comparisons) {
    if (verdict.kind !== 'differ' || wrong.has(pair.left) || wrong.has(pair.right)) continue;
    if (wrong.has(verdict.shownBy.left) || wrong.has(verdict.shownBy.right)) continue;
    if (verdict.findings.every(({ difference }) => difference !== null)) continue;
    const { decision, met, left, right } = decisionOf(verdict.shownBy, verdict.findings);
    const sides = [pair.left, pair.right];
    differing.push(...sides);
    add({
      cause: `${pair.left.name}/${pair.right.name}: ${DECISIONS[decision]}`,
      kind: 'decision',
      decision,
      broken: null,
      detail: `${met === undefined ? '' : `${met}, `}${left} / ${right}`,
      met: met ?? null,
      sides,
      alsoBreaks: brokenBy(sides, breaches),
      thrown: [],
    });
  }
  // What a side breaks that is wrong anyway is a consequence of that.
  const alone = breaches.filter(({ side }) => !wrong.has(side) && !differing.includes(side));
  const first = CLAUSES.flatMap(({ id }) => alone.find(({ clause }) => clause.id === id) ?? [])[0];
  if (first !== undefined) add(breachCause(first, alone));
  return [...causes.values()];
}

function brokenBy(sides: readonly Side[], breaches: readonly Breach[]): readonly string[] {
  return [
    ...new Set(breaches.filter(({ side }) => sides.includes(side)).map(({ clause }) => clause.id)),
  ];
}

function sideCause(
  fault: SideFault,
  { comparisons }: Judgement,
  breaches: readonly Breach[],
): NewCauseShown {
  const { side } = fault;
  const pair = comparisons
    .flatMap(({ pair: asked, verdict }) =>
      verdict.kind === 'differ' ? [asked, verdict.shownBy] : [asked],
    )
    .find(({ left, right }) => left === side || right === side);
  const common = {
    kind: 'side' as const,
    decision: null,
    broken: null,
    met: null,
    sides: pair === undefined ? [side] : [pair.left, pair.right],
    alsoBreaks: brokenBy([side], breaches),
    thrown: [],
  };
  switch (fault.kind) {
    case 'throws': {
      const { failure } = fault;
      const detail = `${side.name} throws ${failure.what}`;
      const thrown = failure.lines();
      return { ...common, cause: `throws ${failure.error}`, detail, sides: [side], thrown };
    }
    case 'unfilled':
      return {
        ...common,
        cause: UNFILLED[fault.ended === undefined ? 'on its way' : 'where it ended'],
        detail: unfilledText(side, fault.ended, pair?.scenario),
      };
    case 'unsteady':
      return {
        ...common,
        kind: 'unsteady',
        cause: 'answers differently on a fresh side',
        detail: side.name,
        sides: [side, fault.anew],
      };
  }
}

const UNFILLED = {
  'on its way': 'passes pages without a word',
  'where it ended': 'passes without a word the piece at which a walk ended',
} as const;

/** On which occasion a side left pages out: where a walk had ended, or on its way. */
function unfilledText(
  { name }: Side,
  ended: WalkEnd | undefined,
  scenario: Scenario | undefined,
): string {
  if (ended === undefined) return name;
  const met = originName(ended.origin, scenario?.range.owner ?? 0);
  return `${name}, ${met}, ${ENDING_NAMES[ended.ending]}`;
}

/** The first promise in the order of the contract; the others that are broken with it are not causes. */
function breachCause(first: Breach, alone: readonly Breach[]): NewCauseShown {
  const { clause, side, met } = first;
  const sides = [...new Set(alone.map((breach) => breach.side))];
  return {
    cause: `breaks ${clause.id}`,
    kind: 'promise',
    decision: null,
    broken: clause.id,
    detail: `${side.name} at ${met ?? 'input'}`,
    met,
    sides: [side],
    alsoBreaks: brokenBy(sides, alone).filter((id) => id !== clause.id),
    thrown: [],
  };
}
