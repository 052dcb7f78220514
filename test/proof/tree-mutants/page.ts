// SPDX-License-Identifier: GPL-2.0-or-later
import type { JudgedMutant } from './results';
import { compiledMutants, countsOf, type MutantResults } from './results';

/** docs/tree-mutants.md: what the mutants of a kernel's mm/hmm.c came to. */
export function treeMutantsPage(results: MutantResults): string {
  const { release, seed, prover, seconds, source } = results;
  const mutants = compiledMutants(results.mutants);
  const counts = countsOf(results.mutants);
  const same = counts['same code'] + counts['proved the same'];
  const rest =
    mutants.length < results.count
      ? ` **${results.count - mutants.length} of the ${results.count} that were to be drawn have not been judged.**`
      : '';
  const minutes = Math.round(seconds / 60);
  return [
    '# Mutants of a kernel',
    '',
    ...INTRODUCTION,
    '',
    '## Score',
    '',
    `Linux ${release} (\`mm/hmm.c\` with the SHA-256 ${source.slice(0, 16)}…), seed ${seed}, CBMC from ${prover}: of ` +
      `${mutants.length} mutants ${counts.refuted} are refuted, ${same} are the same, ` +
      `${counts['not decided']} are not decided. ` +
      `${counts['does not compile']} more did not compile. The prover took ${minutes} minutes of processor time.${rest}`,
    '',
    '| came to | mutants |',
    '|---|---:|',
    ...tallyOf(mutants).map(([what, count]) => `| ${what} | ${count} |`),
    '',
    ...sectionOf('## Not refuted', mutants.filter((one) => !isRefuted(one)).map(rowOfOther), [
      '| mutant | came to |',
      '|---|---|',
    ]),
    ...sectionOf('## Refuted', mutants.filter(isRefuted).map(rowOfRefuted), [
      '| mutant | at | what is not the same |',
      '|---|---|---|',
    ]),
  ].join('\n');
}

const INTRODUCTION = [
  'Whether [`prove tree`](proof.md#one-walk-of-a-kernel-tree) sees a changed line at all is tried with mutants of a kernel’s own',
  '`mm/hmm.c`: another operator, value or condition in one line, or a statement less. They are drawn by a seed, each line one before any has two,',
  'and planted in a temporary folder; each is compared with the original, and then held alone to the contract and to memory safety, at all places.',
  '',
  '```',
  'npm run mutate:tree                    # 114 mutants of 6.12, after a control: a copy of the original, which must not be refuted',
  'npm run mutate:tree -- --write         # keeps what each came to; one that was broken off goes on',
  'npm run docs                           # makes this page of what was kept',
  'npm run mutate:tree -- --seed 7 --count 15   # another draw, smaller',
  '```',
  '',
  'A mutant of your own needs no more than a copy of the tree’s few files with that line changed, and `prove tree` with the original first.',
  '',
  'A mutant is *refuted* at a place where it returns something else, writes another word, faults, waits, goes on or holds a lock where the original',
  'does not; where a loop goes on that ends in the original; or by an access or a word that the contract has no room for, where the original has none.',
  'It is *the same code* if a compiler makes the same object files of it, byte for byte, with the flags of kernel code; *proved the same* if it is refuted',
  'at no place, against the original and alone, within the bounds of one walk without other threads.',
] as const;

function isRefuted({ outcome }: JudgedMutant): boolean {
  return outcome.kind === 'refuted';
}

/** How many came to what, the most first; those refuted by the place. */
function tallyOf(mutants: readonly JudgedMutant[]): readonly (readonly [string, number])[] {
  const tally = new Map<string, number>();
  for (const { outcome } of mutants) {
    const what = outcome.kind === 'refuted' ? `refuted at ${outcome.at}` : outcome.kind;
    tally.set(what, (tally.get(what) ?? 0) + 1);
  }
  return [...tally].sort(([, one], [, other]) => other - one);
}

function sectionOf(
  title: string,
  rows: readonly string[],
  head: readonly string[],
): readonly string[] {
  return rows.length === 0 ? [] : [title, '', ...head, ...rows, ''];
}

function rowOfRefuted({ name, outcome }: JudgedMutant): string {
  if (outcome.kind !== 'refuted') return '';
  return `| ${cell(name)} | ${outcome.at} | ${cell(outcome.by.join(', '))} |`;
}

function rowOfOther({ name, outcome }: JudgedMutant): string {
  const why = outcome.kind === 'not decided' ? `not decided: ${outcome.why}` : outcome.kind;
  return `| ${cell(name)} | ${cell(why)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('"', '`');
}
