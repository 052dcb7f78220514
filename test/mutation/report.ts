// SPDX-License-Identifier: GPL-2.0-or-later
import { unifiedDiff } from '../../oracle/compare/unified-diff';
import { sourceText } from '../support/source-graph';
import { filesOf, GROUPS } from './groups';
import { type Mutant, mutated } from './mutants';
import type { Judged } from './pool';
import { type FileScore, sumOf } from './score';

/** A table of scores by file, with a line for each group. */
export function scoreTable(scores: readonly FileScore[]): string {
  const rows = [['', 'mutants', 'equivalent', 'seen', 'survivors', 'score']];
  for (const group of GROUPS) {
    const files = filesOf(group);
    const own = scores.filter(({ file }) => files.includes(file));
    if (own.length === 0) continue;
    for (const score of own) rows.push(rowOf(`  ${score.file}`, [score]));
    rows.push(rowOf(`${group.name} (bar ${group.bar} %)`, own));
  }
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
        )
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(name: string, scores: readonly FileScore[]): string[] {
  const { mutants, equivalent, seen, survivors, score } = sumOf(scores);
  return [name, ...[mutants, equivalent, seen, survivors].map(String), `${scoreText(score)} %`];
}

/** Rounded down, so that 100 % means all. */
export function scoreText(score: number): string {
  return (Math.floor(score * 10) / 10).toFixed(1);
}

/** What a mutant changes, as a diff, with the key under which it can be classified. */
export function mutantText(mutant: Mutant): string {
  const { file, id, within, change } = mutant;
  const diff = unifiedDiff(
    { name: file, lines: sourceText(file).split('\n') },
    { name: 'mutant', lines: mutated(mutant).split('\n') },
  );
  const key = JSON.stringify({ file, within, change });
  return `${id}\n${diff}\n${key}`;
}

/** Who saw how many mutants, most first. */
export function seersText(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { seen } of judged) {
    if (seen !== null) counts.set(seen.by, (counts.get(seen.by) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([by, count]) => `${count} seen by ${by}`)
    .join('\n');
}
