// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { ktapLines } from '../../kernel/report/ktap';

it('shows what a guest wrote with its control characters made visible', () => {
  const lines = ktapLines(
    {
      kernel: '6.1',
      release: undefined,
      side: 'modern-6.1',
      cases: [{ name: 'a', kind: 'broken', reason: 'ended by \x1b[2Jsignal 9' }],
      problems: ['got "\x07"'],
      undecided: ['a test \x1b[2J'],
      notes: ['boot \x071'],
    },
    'npm run test:kernel -- --kernel 6.1',
  );
  expect([...lines]).toEqual([
    'KTAP version 1',
    '# kernel 6.1, held to modern-6.1',
    '1..1',
    'not ok 1 a # ended by \\u001b[2Jsignal 9',
    '# replay: npm run test:kernel -- --kernel 6.1 --case a',
    '# note: boot \\u00071',
    '# not looked at: a test \\u001b[2J',
    '# problem: got "\\u0007"',
    '# equal:0 predicted:0 explained:0 skip:0 new:0 broken:1 undecided:0',
  ]);
});
