// SPDX-License-Identifier: GPL-2.0-or-later
import { printable } from '../../../oracle/scenario/printable';
import type { Case } from '../model';

/** What a format without fields of its own for them says of a case, line by line. */
export function caseLines(one: Case): readonly string[] {
  const { details, count, locations, replay } = one;
  return [
    ...(count === null ? [] : [`count: ${count}`]),
    ...locations.map(({ file, line }) => `at: ${file}${line === null ? '' : `:${line}`}`),
    ...details.flatMap((text) => text.split(/\r?\n/)),
    ...(replay === null ? [] : [`replay: ${replay}`]),
  ].map(printable);
}

/** Text that fits on one line: line ends and tabs become blanks, what else cannot be seen an escape. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}
