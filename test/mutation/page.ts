// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClassified } from './classified';
import { filesOf, GROUPS } from './groups';
import { scoreText } from './report';
import { type FileScore, readScores, sumOf } from './score';

/** docs/mutation.md: how mutants are used, and the kept scores. */
export function mutationPage(): string {
  const scores = readScores();
  const usage = readFileSync(join(__dirname, 'usage.md'), 'utf8').trimEnd();
  const parts = GROUPS.flatMap((group) => {
    const files = filesOf(group);
    const own = scores.filter(({ file }) => files.includes(file));
    const missing = files.length - own.length;
    const judged =
      missing === 0
        ? ''
        : ` ${missing} of ${files.length} files have no kept score: no mutants, or not judged.`;
    return [
      '',
      `## ${capital(group.name)}`,
      '',
      `Bar: ${group.bar} %. Seen by, in this order: ${group.seers.join(', ')}.${judged}`,
      ...(own.length === 0 ? [] : ['', ...tableOf(own)]),
    ];
  });
  const classified = readClassified();
  const open = classified.filter(({ verdict }) => verdict === 'open').length;
  return [
    usage,
    '',
    `${classified.length - open} mutants are classified as equivalent, ${open} as open.`,
    ...parts,
    '',
  ].join('\n');
}

function tableOf(scores: readonly FileScore[]): readonly string[] {
  const row = (name: string, some: readonly FileScore[]): string => {
    const { mutants, equivalent, seen, survivors, score } = sumOf(some);
    return `| ${name} | ${mutants} | ${equivalent} | ${seen} | ${survivors} | ${scoreText(score)} % |`;
  };
  return [
    '| file | mutants | equivalent | seen | survivors | score |',
    '|---|---:|---:|---:|---:|---:|',
    ...scores.map((score) => row(`\`${score.file}\``, [score])),
    row('all', scores),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
