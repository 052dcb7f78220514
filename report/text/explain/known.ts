// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownEntry } from '../../../oracle/explain/known';
import { type ModelName, SIDE_NAMES, type SideName } from '../../../oracle/run/side-names';
import { type Layout, wrappedLines } from '../style';

/** A known difference or violation: what it is, why it happens, and its effect on drivers. */
export function knownLines(entry: KnownEntry, { width, style }: Layout): string[] {
  const labelled =
    entry.kind === 'difference'
      ? [...doesRows(entry.does), ['why', entry.why] as const, ['driver', entry.driver] as const]
      : ([
          ['promise', entry.promise],
          ['why', entry.why],
          ['driver', entry.driver],
          ['matters', entry.matters],
        ] as const);
  const label = Math.max(...labelled.map(([name]) => name.length)) + 4;
  return [
    ...wrappedLines(`${entry.id}: ${entry.title}`, width, '').map((line) => style.title(line)),
    ...labelled.flatMap(([name, text]) =>
      wrappedLines(text, width, `  ${name}`.padEnd(label), ' '.repeat(label)),
    ),
    '',
  ];
}

/** What each side does; those that do the same in one row. */
function doesRows(
  does: Readonly<Partial<Record<ModelName, string>>>,
): (readonly [string, string])[] {
  const rows = new Map<string, SideName[]>();
  for (const side of SIDE_NAMES) {
    const text = does[side];
    if (text !== undefined) rows.set(text, [...(rows.get(text) ?? []), side]);
  }
  const all = SIDE_NAMES.filter((side) => does[side] !== undefined);
  return [...rows].map(([text, sides]) => [runsText(sides, all), text] as const);
}

/** Fewer sides in a row are shorter one by one. */
const RUN = 3;

/** Sides, some of all; many in a row as the first and the last: `modern-5.9 to modern-7.3`. */
function runsText(sides: readonly SideName[], all: readonly SideName[]): string {
  const runs: SideName[][] = [];
  for (const side of sides) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last !== undefined && all.indexOf(side) === all.indexOf(last) + 1) run?.push(side);
    else runs.push([side]);
  }
  return runs
    .map((run) => (run.length < RUN ? run.join(', ') : `${run[0]} to ${run.at(-1)}`))
    .join(', ');
}
