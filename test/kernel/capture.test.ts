// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../kernel/capture/read';
import { captureText, keptCapture, keptCases } from '../../kernel/report/kept';
import { judgeCapture } from '../../kernel/report/live-report';

const TEXT = captureText('6.1');
/** The capture’s first lines: header, kernel, plan, module tests, and some results. */
const LINES = TEXT.split('\n');
const FIRST_RESULT = LINES.findIndex((line) => line.startsWith('# hmm-probe {'));
const SHORT = [
  ...LINES.slice(0, FIRST_RESULT + 4),
  '# hmm-probe-end {"ok":2,"skip":0,"notOk":0}',
  '',
];

describe('a capture', () => {
  it('is whole when the guest came to its end', () => {
    const { problems, cases, selftests } = readCapture(SHORT.join('\n'));
    expect(problems).toEqual([]);
    expect([...cases.values()].map(({ kind }) => kind)).toEqual(['result', 'result']);
    expect(selftests.size).toBeGreaterThan(0);
  });

  it('that is cut in a line has what came before, and says where it was cut', () => {
    const cut = SHORT.slice(0, FIRST_RESULT + 2).join('\n');
    const { cases, problems } = readCapture(
      `${cut}\n${(SHORT[FIRST_RESULT + 2] ?? '').slice(0, 80)}`,
    );
    expect(cases.size).toBe(1);
    expect(problems[0]).toMatch(/^line \d+: expected JSON, got a line that is cut short: /);
    expect(problems).toContain('expected a line # hmm-probe-end, got none');
  });

  it('is read past what others write between its lines', () => {
    const noise = ['[    3.1] BUG: something', '\u0000\u0001', '# hmm-probe what is this', 'ok'];
    const { cases, problems } = readCapture(
      [...SHORT.slice(0, FIRST_RESULT), ...noise, ...SHORT.slice(FIRST_RESULT)].join('\n'),
    );
    expect(cases.size).toBe(2);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/expected JSON, got no JSON: "what is this"$/);
  });

  it('says which field of a result is not as the protocol has it', () => {
    const wrong = SHORT.map((line, index) =>
      index === FIRST_RESULT ? line.replace('"ret":0', '"ret":"none"') : line,
    );
    const { problems } = readCapture(wrong.join('\n'));
    expect(problems[0]).toMatch(/^line \d+: ret: expected .*, got "none"$/);
    expect(problems[1]).toMatch(/expected a result before it, got none$/);
  });

  it('of a guest that refused its recipe says why', () => {
    const { problems } = readCapture('KTAP version 1\nBail out! line 3: expected a step, got x\n');
    expect(problems[0]).toBe('line 2: the guest refused: line 3: expected a step, got x');
  });

  it('that is empty has problems, and no cases', () => {
    const { cases, problems } = readCapture('');
    expect(cases.size).toBe(0);
    expect(problems).toEqual([
      'expected a line # hmm-probe-info, got none',
      'expected a line # hmm-probe-end, got none',
    ]);
  });
});

describe('a judged capture', () => {
  it('names the cases that the guest said nothing of, and those it could not carry out', () => {
    const all = keptCases(keptCapture('6.1')).slice(0, 3);
    const [first, second, third] = all.map(({ recipe }) => recipe.name);
    const hung = SHORT.map((line) =>
      line.startsWith(`ok`) && line.endsWith(` ${second}`)
        ? `not ok 2 ${second} # the case did not end within 10 s`
        : line,
    ).filter((line) => !line.includes(`{"case":"${second}"`));
    const { cases } = judgeCapture(readCapture(hung.join('\n')), '6.1', 'modern-6.1', all);
    expect(cases.map(({ name, kind }) => [name, kind])).toEqual([
      [first, 'equal'],
      [second, 'broken'],
      [third, 'broken'],
    ]);
    expect(cases[2]).toMatchObject({ reason: 'the guest said nothing of it' });
  });

  it('shows a changed word as new, with the scenario', () => {
    const all = keptCases(keptCapture('6.1')).slice(0, 1);
    const changed = SHORT.join('\n').replace('"walks":1', '"walks":7');
    const { cases } = judgeCapture(readCapture(changed), '6.1', 'modern-6.1', all);
    expect(cases[0]).toMatchObject({
      kind: 'new',
      mismatches: [{ aspect: 'walks', expected: '1', got: '7' }],
      scenario: { schema: 'hmm-scenario/1' },
    });
  });
});
