// SPDX-License-Identifier: GPL-2.0-or-later
import { ENDING_NAMES, type WalkEnd } from '../../mm/range-record';
import type { Pair } from '../compare/compare';
import { originName } from '../compare/origin';
import type { Finding } from '../differences/verdict';
import { stateName } from '../run/page-state-text';

/**
 * A name for the decision that an unexplained disagreement comes from, so that one mistake gives
 * one finding: the first walk that ended otherwise, or else the first page reported otherwise, or
 * else what differs. Names the entry that was met and what each side did.
 */
export function causeOf(pair: Pair, findings: readonly Finding[]): string {
  const sides = `${pair.left.name}/${pair.right.name}`;
  return `${sides}: ${decisionCause(pair) ?? pageCause(pair, findings) ?? aspectCause(findings)}`;
}

/** The first walk that the sides ended differently. */
function decisionCause(pair: Pair): string | undefined {
  const left = pair.left.record.walkEnds();
  const right = pair.right.record.walkEnds();
  for (let walk = 0; walk < Math.max(left.length, right.length); walk++) {
    const [one, other] = [left[walk], right[walk]];
    if (one?.start === other?.start && one?.end === other?.end && one?.ending === other?.ending) {
      if (one?.origin === other?.origin) continue;
    }
    // A side that came further met this entry too, and let it pass: the other one names the cause.
    const first = earlier(one, other);
    if (first === undefined) return undefined;
    const { owner } = pair.scenario.range;
    const does = (end: WalkEnd | undefined): string =>
      end?.start === first.start ? ENDING_NAMES[end.ending] : 'goes on';
    return `${originName(first.origin, owner)}, ${does(one)} / ${does(other)}`;
  }
  return undefined;
}

function earlier(one: WalkEnd | undefined, other: WalkEnd | undefined): WalkEnd | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.start < one.start ? other : one;
}

function pageCause(pair: Pair, findings: readonly Finding[]): string | undefined {
  for (const { disagreement, difference } of findings) {
    if (difference !== null) continue;
    if (disagreement.aspect === 'order') return orderCause(pair, disagreement.page);
    if (disagreement.aspect !== 'page') continue;
    const { page } = disagreement;
    const origin = originName(pair.right.record.origins[page] ?? 0, pair.scenario.range.owner);
    const left = stateName(pair.left.states.at(page).kind);
    const right = stateName(pair.right.states.at(page).kind);
    return `${origin}, page ${left} / ${right}`;
  }
  return undefined;
}

function orderCause({ left, right, scenario }: Pair, page: number): string {
  const origin = originName(right.record.origins[page] ?? 0, scenario.range.owner);
  return `${origin}, order ${left.mapOrder(page)} / ${right.mapOrder(page)}`;
}

function aspectCause(findings: readonly Finding[]): string {
  const unexplained = findings.find(({ difference }) => difference === null);
  return unexplained?.disagreement.aspect ?? 'nothing';
}
