// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseDetail, NewFinding, OtherCause, Shrinking } from '../../oracle/check/finding';

/** How many of the ways in which a cause shows are listed; the others are counted. */
const DETAILS_SHOWN = 4;

/** Where a cause showed and what each side did there, and what follows from it; a line each. */
export function causeLines(cause: NewFinding | OtherCause): readonly string[] {
  const { details, folded } = cause;
  return [
    ...detailLines(details),
    ...('met' in cause && cause.met.length > 1 ? [`at ${cause.met.length} kinds of entry`] : []),
    ...folded.map(({ cause: consequence, count }) => `same origin: ${consequence} (${count})`),
    ...('alsoBreaks' in cause && cause.alsoBreaks.length > 0
      ? [`also violates: ${cause.alsoBreaks.join(', ')}`]
      : []),
    ...('shrinking' in cause ? SHRINKING_NOTES[cause.shrinking] : []),
  ];
}

/** The most frequent details, and how many there are besides. */
export function detailLines(details: readonly CauseDetail[]): readonly string[] {
  const shown = details.slice(0, DETAILS_SHOWN).map(({ detail, count }) => `${count} × ${detail}`);
  const hidden = details.slice(DETAILS_SHOWN);
  if (hidden.length === 0) return shown;
  const scenarios = hidden.reduce((sum, { count }) => sum + count, 0);
  return [...shown, `${scenarios} × in ${hidden.length} other ways`];
}

const SHRINKING_NOTES: Readonly<Record<Shrinking, readonly string[]>> = {
  shrunk: [],
  'not shown again': [
    'not shrunk: run again on its own, on new instances of the sides, the scenario does not show it',
  ],
  'not shrunk': [
    'not shrunk: no simpler scenario was found that shows it on new instances of the sides',
  ],
};

/** In how many scenarios a cause shows, in words. */
export function scenarioCount(count: number): string {
  return count === 1 ? '1 scenario' : `${count} scenarios`;
}
