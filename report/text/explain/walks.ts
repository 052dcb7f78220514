// SPDX-License-Identifier: GPL-2.0-or-later
import type { Round } from '../../../oracle/explain/explanation';

/** Of many walks, the first and last ones are shown, and those preceded by other threads' events. */
const FIRST_WALKS = 4;
const LAST_WALKS = 2;
const WALKS_WITH_EVENTS = 16;

/** A turn of the loop that is shown, or a run of them that is left out. */
export type ShownRound =
  | { readonly shown: true; readonly round: Round }
  | { readonly shown: false; readonly rounds: readonly Round[] };

/** Folds a long list of walks: a large range takes thousands, all alike. */
export function foldRounds(rounds: readonly Round[]): readonly ShownRound[] {
  let withEvents = 0;
  const folded: ShownRound[] = [];
  let hidden: Round[] = [];
  rounds.forEach((round, index) => {
    const atEdge = index < FIRST_WALKS || index >= rounds.length - LAST_WALKS;
    if (!atEdge && (round.events.length === 0 || ++withEvents > WALKS_WITH_EVENTS)) {
      hidden.push(round);
      return;
    }
    if (hidden.length > 0) folded.push({ shown: false, rounds: hidden });
    hidden = [];
    folded.push({ shown: true, round });
  });
  return folded;
}

/** What a run of omitted walks did, in one line. */
export function foldedText(rounds: readonly Round[]): string {
  let faulted = 0;
  let waited = 0;
  let events = 0;
  for (const round of rounds) {
    events += round.events.length;
    if (!round.begun) continue;
    if (round.end?.how === 'faulted') faulted++;
    if (round.end?.how === 'waited') waited++;
  }
  const first = rounds[0];
  const last = rounds.at(-1);
  const from = first?.begun === true && last?.begun === true ? spanText(first, last) : '';
  const what = [
    ...(faulted > 0 ? [`${faulted} fault`] : []),
    ...(waited > 0 ? [`${waited} wait`] : []),
    ...(events > 0 ? [`${events} events before them`] : []),
  ].join(', ');
  return `  … ${rounds.length} more ${rounds.length === 1 ? 'walk' : 'walks'}${from}: ${what}`;
}

type Begun = Extract<Round, { readonly begun: true }>;

function spanText(first: Begun, last: Begun): string {
  if (first === last) return `, ${first.walk}, from ${first.from}`;
  return `, ${first.walk} to ${last.walk}, from ${first.from} to ${last.from}`;
}
