// SPDX-License-Identifier: GPL-2.0-or-later
import { type ReplayReport, verdictOfReplay } from '../../oracle/check/replay';
import { jsonText, printableData } from '../../oracle/scenario/printable';
import { scenarioText } from './scenario-text';
import type { Style } from './style';
import { notComparedSection } from './verdict-text';

/** A replayed scenario for a person: the scenario, the results of the sides, the document. */
export function replayText(report: ReplayReport, style: Style): string {
  const { scenario, pairs, known, fresh } = printableData(report, ['diff', 'text']);
  return [
    scenarioText(scenario),
    '',
    ...pairs.flatMap(({ left, right, verdict, diff }) => [
      `${style.title(`${left} / ${right}`)}: ${verdict}`,
      ...(diff === '' ? [] : [diff]),
    ]),
    '',
    `known: ${known.join(', ') || 'nothing'}`,
    ...fresh.flatMap(({ cause, detail, text }) => [style.bad(`new: ${cause}: ${detail}`), text]),
    ...notComparedSection(verdictOfReplay(report), style).map((line) => line.trimEnd()),
    '',
    jsonText(report.scenario),
  ].join('\n');
}
