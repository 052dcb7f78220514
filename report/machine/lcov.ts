// SPDX-License-Identifier: GPL-2.0-or-later
import type { FileCoverage } from '../../tree/coverage/types';

/** Coverage in the format of lcov, which genhtml and editors read. */
export function lcovText(files: readonly FileCoverage[]): string {
  return files.map(fileText).join('');
}

function fileText({ path, lines, functions }: FileCoverage): string {
  const branched = lines.filter(({ branches }) => branches.length > 0);
  const ways = branched.flatMap(({ branches }) => branches);
  const rows = [
    'TN:',
    `SF:${path}`,
    ...functions.map(({ name, from }) => `FN:${from},${name}`),
    ...functions.map(({ name, count }) => `FNDA:${count},${name}`),
    `FNF:${functions.length}`,
    `FNH:${functions.filter(({ count }) => count > 0).length}`,
    ...branched.flatMap(({ line, count, branches }) =>
      branches.map((times, way) => `BRDA:${line},0,${way},${count === 0 ? '-' : times}`),
    ),
    `BRF:${ways.length}`,
    `BRH:${ways.filter((times) => times > 0).length}`,
    ...lines.map(({ line, count }) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(({ count }) => count > 0).length}`,
    'end_of_record',
  ];
  return `${rows.join('\n')}\n`;
}
