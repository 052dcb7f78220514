// SPDX-License-Identifier: GPL-2.0-or-later
import type { ReplayReport } from '../check/replay';
import type { Style } from './check-text';
import { scenarioText } from './scenario-text';

/** A replayed scenario for a person: what it is, what each pair of sides makes of it, the document. */
export function replayText({ scenario, pairs }: ReplayReport, style: Style): string {
  return [
    scenarioText(scenario),
    '',
    ...pairs.flatMap(({ left, right, verdict, known, fresh, diff }) => [
      `${style.title(`${left} / ${right}`)}: ${verdict}${known.map((id) => `  ${id}`).join('')}`,
      ...(fresh === undefined ? [] : [style.bad(`new: ${fresh}`)]),
      ...(diff === '' ? [] : [diff]),
      '',
    ]),
    JSON.stringify(scenario),
  ].join('\n');
}
