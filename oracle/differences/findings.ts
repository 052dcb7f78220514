// SPDX-License-Identifier: GPL-2.0-or-later
import {
  compare,
  type Disagreement,
  type Incomparable,
  overflowOf,
  type Pair,
} from '../compare/compare';
import type { SideName } from '../run/side-names';
import {
  type Difference,
  type ReadingDifference,
  takesAnotherWay,
  type WayDifference,
} from './difference';
import { Reading } from './follows';
import { type Trial, tryPremises } from './premise/experiment';
import { DIFFERENCES } from './registry';

/** A disagreement, with the known difference that explains it, or null: it is new. */
export interface Finding {
  readonly disagreement: Disagreement;
  readonly difference: Difference | null;
}

/** What a comparison of two sides on one scenario comes to. */
export type Verdict =
  | { readonly kind: 'equal' }
  | {
      readonly kind: 'differ';
      readonly findings: readonly Finding[];
      /**
       * The two results that show what is new best: where a known difference leads the sides on other
       * ways, one of them under the other one's premises. It holds until the pair is judged again.
       */
      readonly shownBy: Pair;
    }
  | { readonly kind: 'incomparable'; readonly why: Incomparable };

/** Explains what differs between two sides by the known differences. */
export function explainDisagreements(
  pair: Pair,
  disagreements: readonly Disagreement[],
  known: readonly Difference[] = DIFFERENCES,
): Verdict {
  const { readings, ways } = knownBetween(known, pair.left.name, pair.right.name);
  const findings = read(pair, disagreements, readings);
  if (!findings.some(isNew)) return { kind: 'differ', findings, shownBy: pair };
  const applicable = ways.filter(({ premise }) => premise.applies(pair.scenario));
  if (applicable.length === 0) return { kind: 'differ', findings, shownBy: pair };
  return judgeWays(pair, findings, applicable, readings);
}

/**
 * What the sides do on other ways is explained exactly if each of them, under the other one's
 * premises, does what the other one does. What it does not is new, and so is whatever of the first
 * findings is seen there again.
 */
function judgeWays(
  pair: Pair,
  findings: readonly Finding[],
  ways: readonly WayDifference[],
  readings: readonly ReadingDifference[],
): Verdict {
  const way = decidingWay(pair, ways, readings);
  const trials = tryOut(pair, ways);
  for (const trial of trials) {
    const why = overflowOf(trial.pair);
    if (why !== undefined) return { kind: 'incomparable', why };
  }
  const fresh = trials.map((trial) => newIn(trial, readings));
  const all = fresh.flat();
  const explained = findings.map((finding) =>
    isNew(finding) && !all.some((one) => isSame(one, finding))
      ? { ...finding, difference: way }
      : finding,
  );
  const others = all.filter(
    (one, index) =>
      !findings.some((finding) => isSame(one, finding)) &&
      all.findIndex((other) => isSame(one, other)) === index,
  );
  const shown = trials.find((_, index) => (fresh[index]?.length ?? 0) > 0);
  return { kind: 'differ', findings: [...explained, ...others], shownBy: shown?.pair ?? pair };
}

/** The first of the ways that the others cannot do without. */
function decidingWay(
  pair: Pair,
  ways: readonly WayDifference[],
  readings: readonly ReadingDifference[],
): WayDifference | null {
  const [first = null] = ways;
  if (ways.length < 2) return first;
  const decides = (way: WayDifference): boolean =>
    tryOut(
      pair,
      ways.filter((other) => other !== way),
    ).some((trial) => newIn(trial, readings).length > 0);
  return ways.find(decides) ?? first;
}

function tryOut(pair: Pair, ways: readonly WayDifference[]): readonly Trial[] {
  return tryPremises(
    pair,
    ways.map(({ premise }) => premise),
  );
}

/** The disagreements of an experiment that no difference in reading explains. */
function newIn({ pair, given }: Trial, readings: readonly ReadingDifference[]): Finding[] {
  // The count of a twin that was given premises is nobody's: the side itself is held to its own.
  const due = compare(pair).filter(({ aspect }) => given === 'newer' || aspect !== 'count');
  return read(pair, due, readings).filter(isNew);
}

function read(
  pair: Pair,
  disagreements: readonly Disagreement[],
  readings: readonly ReadingDifference[],
): Finding[] {
  return disagreements.map((disagreement) => {
    const reading = new Reading(pair, disagreement);
    const difference = readings.find((one) => one.explains(reading)) ?? null;
    return { disagreement, difference };
  });
}

function isNew({ difference }: Finding): boolean {
  return difference === null;
}

function isSame({ disagreement: one }: Finding, { disagreement: other }: Finding): boolean {
  if (one.aspect !== other.aspect) return false;
  if (!('page' in one) || !('page' in other)) return true;
  return one.page === other.page;
}

/** The known differences that can stand between two sides, in order. */
interface KnownBetween {
  readonly readings: readonly ReadingDifference[];
  readonly ways: readonly WayDifference[];
}

type ByName<Value> = Map<SideName, Value>;

const kept = new WeakMap<readonly Difference[], ByName<ByName<KnownBetween>>>();

/** Those of the known differences that can stand between two sides; found once a list and pair. */
export function knownBetween(
  known: readonly Difference[],
  left: SideName,
  right: SideName,
): KnownBetween {
  const before = kept.get(known)?.get(left)?.get(right);
  if (before !== undefined) return before;
  const between = known.filter((difference) => difference.between(left, right));
  const found = {
    readings: between.filter((one): one is ReadingDifference => !takesAnotherWay(one)),
    ways: between.filter(takesAnotherWay),
  };
  const byLeft = kept.get(known) ?? new Map<SideName, ByName<KnownBetween>>();
  const byRight = byLeft.get(left) ?? new Map<SideName, KnownBetween>();
  kept.set(known, byLeft.set(left, byRight.set(right, found)));
  return found;
}
