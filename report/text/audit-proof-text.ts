// SPDX-License-Identifier: GPL-2.0-or-later
import type { AssumptionCount } from '../../audit/model/proof';
import type { AuditReport } from '../../audit/model/report';
import type { Style } from './style';

/** Whether every entry is VALID after success, which a version that tests none relies on. */
export function assumptionLines({ proof, options }: AuditReport, style: Style): string[] {
  if (options.scope === 0) return [];
  const title = style.title(
    'After success, is every entry VALID, and does it grant what was requested?',
  );
  if (!proof.reliedOn) {
    return [title, '  the new version maps no entry without VALID: it does not rely on this', ''];
  }
  const { holds, own, askingNothing } = proof;
  const verdict = holds ? style.good('holds') : style.bad('does NOT hold');
  return [
    title,
    '  the new version maps entries without testing VALID: it relies on this',
    `  it ${verdict} for all windows of scope ${options.scope}:`,
    `    ${countText(own)}`,
    ...exceptionLines(own),
    '  with nothing requested, in the same windows:',
    `    ${countText(askingNothing)}`,
    ...exceptionLines(askingNothing),
    '',
  ];
}

function countText({
  windows,
  successes,
  pages,
  withoutPage,
  grantedLess,
}: AssumptionCount): string {
  const [invalid, less] = [sum(withoutPage), sum(grantedLess)];
  return `${windows} windows, ${successes} successes, ${pages} pages, ${invalid} not VALID, ${less} grant less than requested`;
}

function exceptionLines({ withoutPage, grantedLess }: AssumptionCount): string[] {
  return [
    ...Object.entries(withoutPage).map(([met, count]) => `    not VALID: ${met} ${count}`),
    ...Object.entries(grantedLess).map(
      ([met, count]) => `    less than requested: ${met} ${count}`,
    ),
  ];
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What each kind of entry becomes; rows that only differ in numbers are left out. */
export function tableLines({ table }: AuditReport, style: Style): string[] {
  if (table.length === 0) return [];
  const width = Math.max(...table.map(({ met }) => met.length));
  return [
    style.title('What becomes of an entry that nobody requested'),
    ...table.flatMap(({ met, before, after }) => {
      const name = met.padEnd(width);
      if (before === after) return [`  ${name}  = ${before}`];
      return [
        `  ${name}  ${style.bad(`- ${before}`)}`,
        `  ${' '.repeat(width)}  ${style.good(`+ ${after}`)}`,
      ];
    }),
    '',
  ];
}
