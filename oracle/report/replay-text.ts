// SPDX-License-Identifier: GPL-2.0-or-later
import type { ReplayReport } from '../check/replay';
import type { Style } from './check-text';
import { scenarioText } from './scenario-text';

/** A replayed scenario for a person: what it is, what the sides make of it, the document. */
export function replayText({ scenario, pairs, known, fresh }: ReplayReport, style: Style): string {
  return [
    scenarioText(scenario),
    '',
    ...pairs.flatMap(({ left, right, verdict, diff }) => [
      `${style.title(`${left} / ${right}`)}: ${verdict}`,
      ...(diff === '' ? [] : [diff]),
    ]),
    '',
    `known: ${known.join(', ') || 'nothing'}`,
    ...fresh.flatMap(({ cause, text }) => [style.bad(`new: ${cause}`), text]),
    '',
    JSON.stringify(scenario),
  ].join('\n');
}
