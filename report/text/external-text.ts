// SPDX-License-Identifier: GPL-2.0-or-later

import type { ExplainedExternal } from '../../oracle/external/explained';
import type { HeldFinding, HeldReport } from '../../oracle/external/held-report';
import { detailLines, scenarioCount } from './cause-text';
import { newCauseLines } from './new-cause';
import { explainCommandLine } from './replay-command';
import { diffLine, type Style } from './style';

/** How far sides from outside are the models that they are held to. */
export function externalLines(reports: readonly HeldReport[], style: Style): string[] {
  if (reports.length === 0) return [];
  const width = Math.max(10, ...reports.map(({ name }) => name.length));
  return [
    style.title('Sides from outside, held to the model that each is like'),
    ...reports.map((report) => {
      const { name, like } = report;
      const text = `${heldText(report)}  ${style.dim(like)}`;
      const isGood = report.compared > 0 && report.causes.length === 0;
      return `  ${name.padEnd(width)} ${isGood ? style.good(text) : style.bad(text)}`;
    }),
    '',
    ...reports.flatMap(({ name, known }) =>
      known.map(
        ({ id, count }) =>
          `  ${name.padEnd(width)} ${scenarioCount(count)} ${count === 1 ? 'differs' : 'differ'} as known: ${id}`,
      ),
    ),
    ...reports.flatMap(({ causes, othersNotShown, name }) => [
      ...causes.flatMap((finding) => findingLines(finding, style)),
      ...(othersNotShown > 0 ? [`… and ${othersNotShown} more causes of ${name}`, ''] : []),
    ]),
  ];
}

/** `10441 of 10441 scenarios as its model`. */
export function heldText({ compared, agreeing }: HeldReport): string {
  return compared === 0
    ? 'not compared: it has no result of any scenario'
    : `${agreeing} of ${compared} scenarios as its model`;
}

/** How often a cause showed, at which entries, and what follows from it; a line each. */
export function heldCauseLines({
  details,
  met,
  folded,
  shrinking,
}: HeldFinding): readonly string[] {
  return [
    ...detailLines(details),
    ...(met.length > 1 ? [`at ${met.length} kinds of entry: ${met.join(', ')}`] : []),
    ...folded.map(({ cause, count }) => `same origin: ${cause} (${count})`),
    ...(shrinking === 'not shown again'
      ? ['not shrunk: asked again, the side does not show it']
      : []),
  ];
}

function findingLines(finding: HeldFinding, style: Style): string[] {
  const counted = scenarioCount(finding.count);
  const replay = explainCommandLine(finding.scenario);
  return newCauseLines(finding, { counted, about: heldCauseLines(finding), replay }, style);
}

/** What sides from outside made of one scenario. */
export function explainedExternalLines(
  externals: readonly ExplainedExternal[],
  style: Style,
): readonly string[] {
  if (externals.length === 0) return [];
  return [
    '',
    style.title('Sides from outside'),
    ...externals.flatMap((one) => [
      `  ${one.name}: ${one.verdict === 'equal' ? style.good(explainedText(one)) : style.bad(explainedText(one))}`,
      ...one.lines.map((line) => `    ${diffLine(line, style)}`),
    ]),
  ];
}

/** The verdict over one side from outside, in a few words. */
export function explainedText({ verdict, like, why }: ExplainedExternal): string {
  switch (verdict) {
    case 'equal':
      return `the same as ${like}`;
    case 'other':
      return `differs from ${like} in ${why}`;
    case 'failed':
      return `no result: ${why}`;
    case 'none':
      return `not compared: ${why}`;
  }
}
