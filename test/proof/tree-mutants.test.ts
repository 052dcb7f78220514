// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/surroundings';
import { drawMutants, mutantName, withMutant } from './tree-mutants/generate';
import { changed, changesOf } from './tree-mutants/operators';
import { treeMutantsPage } from './tree-mutants/page';
import { type MutantResults, NOT_TRIED, ResultsFile, resultsOf } from './tree-mutants/results';

const after = (line: string): readonly string[] =>
  changesOf(line).map((change) => changed(line, change));

const SOURCE = [
  '#define BITS (ONE | TWO)',
  'enum { ONE, TWO };',
  'static int walk(int at, int end)',
  '{',
  '\tint left = end - at;',
  '\t/* Not before the end: at < end. */',
  '\tif (!left)',
  '\t\treturn -EBUSY;',
  '\tlast = at;',
  '\treturn 0;',
  '}',
].join('\n');

describe('one-line mutants of C', () => {
  it('are other operators, values and conditions, and statements that are gone', () => {
    expect(after('\tif (!left)')).toEqual(['\tif (left)', '\tif (!(!left))']);
    expect(after('\t\treturn -EBUSY;')).toEqual(['\t\treturn 0;', '\t\treturn -EFAULT;']);
    expect(after('\tlast = at;')).toEqual(['\t;']);
    expect(after('\tfor (; at < end; at++)')).toEqual(['\tfor (; at <= end; at++)']);
  });

  it('are no part of a longer word, and no declaration is deleted', () => {
    expect(after('\tif (MY_VM_READ)')).toEqual(['\tif (!(MY_VM_READ))']);
    expect(after('\tunsigned long pfn;')).toEqual([]);
    expect(after('\tcpu_flags = read(pmd);')).toEqual(['\t;']);
  });

  it('are planted into bodies of functions, not into comments and directives', () => {
    const mutants = drawMutants(SOURCE, 100, 1);
    expect(new Set(mutants.map(({ line }) => line))).toEqual(new Set([5, 7, 8, 9, 10]));
    for (const mutant of mutants) {
      const lines = withMutant(SOURCE, mutant).split('\n');
      const differ = lines.filter((line, index) => line !== SOURCE.split('\n')[index]);
      expect(differ.length).toBe(1);
    }
  });

  it('are the same for a seed, one of each line before any line has two', () => {
    const lines = drawMutants(SOURCE, 5, 3).map(({ line }) => line);
    expect([...lines].sort((one, other) => one - other)).toEqual([5, 7, 8, 9, 10]);
    expect(drawMutants(SOURCE, 8, 3)).toEqual(drawMutants(SOURCE, 8, 3));
    expect(drawMutants(SOURCE, 8, 3)).not.toEqual(drawMutants(SOURCE, 8, 4));
  });

  it('are named by place and change, without a line of the source', () => {
    const [mutant] = drawMutants(SOURCE, 20, 1).filter(({ line }) => line === 9);
    expect(mutant && mutantName(mutant)).toBe('mm/hmm.c:9:2: statement deleted');
  });
});

describe('what mutants came to', () => {
  const results: MutantResults = {
    ...{
      release: '6.12',
      seed: 1,
      source: 'ab'.repeat(32),
      prover: 'the cache',
      count: 4,
      seconds: 120,
    },
    mutants: [
      { name: 'mm/hmm.c:5:1: "||" becomes "&&"', outcome: refuted(['same-words']) },
      { name: 'mm/hmm.c:7:1: statement deleted', outcome: { kind: 'same code' } },
      {
        name: 'mm/hmm.c:8:1: statement deleted',
        outcome: { kind: 'not decided', why: 'no answer' },
      },
      { name: 'mm/hmm.c:9:1: statement deleted', outcome: { kind: 'does not compile' } },
    ],
  };

  it('is a page with the score, what was not refuted, and where the others were', () => {
    const lines = treeMutantsPage(results).split('\n');
    expect(lines.find((line) => line.includes('of 3 mutants'))).toContain(
      'of 3 mutants 1 are refuted, 1 are the same, 1 are not decided. 1 more did not compile.',
    );
    expect(lines.join('\n')).toContain('1 of the 4 that were to be drawn have not been judged');
    expect(lines).toContain('| mm/hmm.c:5:1: `\\|\\|` becomes `&&` | one page | same-words |');
    expect(lines).toContain('| mm/hmm.c:8:1: statement deleted | not decided: no answer |');
    expect(lines.join('\n')).not.toContain('mm/hmm.c:9:1');
  });

  it('is gone on with only for the same draw of the same source', () => {
    const file = join(temporaryFolder(), 'results.json');
    const kept = new ResultsFile(file, { ...results, mutants: [], seconds: 0 });
    for (const mutant of results.mutants) kept.add(mutant, 30);
    const { release, seed, source, prover } = results;
    expect(resultsOf(file, { release, seed, source }, prover, 4)).toEqual(results);
    kept.add({ name: 'open', outcome: { kind: 'not decided', why: NOT_TRIED } }, 0);
    expect(resultsOf(file, { release, seed, source }, prover, 4)).toEqual(results);
    for (const other of [
      { release, seed: 2, source },
      { release, seed, source: 'cd'.repeat(32) },
    ]) {
      expect(resultsOf(file, other, prover, 4).mutants).toEqual([]);
    }
    expect(resultsOf(file, { release, seed, source }, 'another prover', 4).mutants).toEqual([]);
  });
});

function refuted(by: readonly string[]): MutantResults['mutants'][number]['outcome'] {
  return { kind: 'refuted', at: 'one page', by };
}
