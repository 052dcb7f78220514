// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { chosenRows, columns, elided, TIE, wrappedLines } from '../../report/text/style';

describe('wrapped', () => {
  it('breaks at blanks, and indents what follows', () => {
    expect(wrappedLines('one two three four', 11, '  ', '    ')).toEqual([
      '  one two',
      '    three',
      '    four',
    ]);
  });

  it('leaves a word that is too long on a line of its own', () => {
    expect(wrappedLines('a bbbbbbbbbb c', 5, '')).toEqual(['a', 'bbbbbbbbbb', 'c']);
  });

  it('does not break at a tie, which becomes a blank', () => {
    expect(wrappedLines(`see page${TIE}0`, 9, '')).toEqual(['see', 'page 0']);
  });

  it('keeps blanks that align', () => {
    expect(wrappedLines('a   b', 20, '  ')).toEqual(['  a   b']);
  });
});

describe('columns', () => {
  it('aligns cells, and lets lines between rows stand', () => {
    expect(columns([['a', 'bb', 'c'], '… 3 more', ['dddd', '', 'e']])).toEqual([
      '  a     bb  c',
      '  … 3 more',
      '  dddd      e',
    ]);
  });
});

describe('what is too much', () => {
  it('loses lines in the middle', () => {
    const lines = Array.from({ length: 20 }, (_, index) => String(index));
    expect(elided(lines, 8, '')).toEqual(['0', '1', '2', '3', '4', '… 13 more lines', '18', '19']);
    expect(elided(lines, 20)).toBe(lines);
  });

  it('loses rows, but not those that matter', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const rows = chosenRows(
      items,
      8,
      (item) => item === 50 || item === 51,
      (item) => [[String(item)]],
    );
    expect(rows).toEqual([
      ['0'],
      ['1'],
      ['2'],
      ['3'],
      '… 46 more',
      ['50'],
      ['51'],
      '… 46 more',
      ['98'],
      ['99'],
    ]);
  });
});
