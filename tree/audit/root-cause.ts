// SPDX-License-Identifier: GPL-2.0-or-later
import type { DecisionName } from '../../oracle/campaign/decision';
import type { FoldedUnder } from '../../oracle/campaign/fold-causes';
import type { PairCause } from './pair-tally';
import { showsInPieces } from './piece-extent';

/** What a word says of an entry: which fault is needed there, and all that follows, is decided on it. */
const OF_WORDS: ReadonlySet<DecisionName | null> = new Set<DecisionName>([
  'rights',
  'pfn',
  'page',
  'order',
  'bits',
]);

/** Words that differ as a consequence of other page faults are this many times rarer than those faults. */
const RARE = 10;

/**
 * The causes with the one first from which the others follow, as far as it can be determined: entries that are read
 * otherwise are faulted otherwise, too, and often so; but not the other way round.
 *
 * @param causes in their order of rank.
 */
export function rootFirst(
  causes: readonly FoldedUnder<PairCause>[],
): readonly FoldedUnder<PairCause>[] {
  const most = causes.find(({ cause }) => cause.kind === 'decision')?.cause.count ?? 0;
  const isRoot = ({ cause }: FoldedUnder<PairCause>): boolean =>
    cause.kind === 'decision' && OF_WORDS.has(cause.decision) && cause.count * RARE >= most;
  const isSide = ({ cause }: FoldedUnder<PairCause>): boolean => cause.kind === 'side';
  const isOfPieces = ({ cause }: FoldedUnder<PairCause>): boolean =>
    showsInPieces(cause) && cause.count * RARE >= most;
  const ofPieces = causes.filter(isOfPieces);
  const others = causes.filter((one) => !isSide(one) && !isOfPieces(one));
  const left = others.filter((one) => !isRoot(one));
  return [...causes.filter(isSide), ...ofPieces, ...others.filter(isRoot), ...needFirst(left)];
}

/** A page for which a fault is always needed is faulted again, too: that it is needed at all is what is wrong. */
function needFirst(causes: readonly FoldedUnder<PairCause>[]): readonly FoldedUnder<PairCause>[] {
  const [first] = causes;
  const need = causes.find(({ cause }) => cause.decision === 'need');
  if (first?.cause.decision !== 'again' || need === undefined) return causes;
  if (need.cause.count * RARE < first.cause.count) return causes;
  return [need, ...causes.filter((one) => one !== need)];
}
