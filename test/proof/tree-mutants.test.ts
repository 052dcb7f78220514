// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { drawMutants, mutantName, withMutant } from './tree-mutants/generate';
import { changed, changesOf } from './tree-mutants/operators';

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
