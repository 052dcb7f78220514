// SPDX-License-Identifier: GPL-2.0-or-later
import { styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wrappedAt } from '../../cli/wrapped';
import { COMMAND } from '../../oracle/package/command';

describe('a line that is wider than the terminal', () => {
  it('is broken between words, and goes on below its last column', () => {
    const line =
      '  faultable.hwpoison  0  297  a poisoned page is reported as none, which can be faulted';
    expect(wrappedAt(line, 60).split('\n')).toEqual([
      '  faultable.hwpoison  0  297  a poisoned page is reported as',
      '                              none, which can be faulted',
    ]);
  });

  it('has its last column below, moved in, where that has no room', () => {
    const line = `  ${'x'.repeat(50)}  the mask hides it`;
    expect(wrappedAt(line, 60).split('\n')).toEqual([
      `  ${'x'.repeat(50)}`,
      '      the mask hides it',
    ]);
  });

  it('keeps its colour, which takes no room', () => {
    const line = styleText('red', 'a page is mapped that nobody asked for', {
      validateStream: false,
    });
    const lines = wrappedAt(line, 30).split('\n');
    expect(lines).toHaveLength(2);
    for (const one of lines) expect(one).toContain('\u001b[31m');
  });

  it('counts the cells of wide characters', () => {
    expect(wrappedAt('  页表 页表 页表', 12).split('\n')).toEqual(['  页表 页表', '  页表']);
  });
});

describe('a line that stays as it is', () => {
  it.each([
    'short',
    `  replay: ${COMMAND} check --seed 1 --path 12345:0:1:2:3:4:5:6:7:8`,
    'scenario {"schema": "hmm-scenario/1", "id": "a name with blanks in it"}',
  ])('%s', (line) => {
    expect(wrappedAt(line, 40)).toBe(line);
  });
});
