// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { readCapture } from '../../kernel/capture/read';
import type { BootReport } from '../../kernel/capture/schema';
import { captureText, keptCases } from '../../kernel/report/kept';
import { caseCounts, judgeCapture, standingOf } from '../../kernel/report/live-report';

const LINES = captureText('6.1').split('\n');
const INFO = LINES.find((line) => line.startsWith('# hmm-probe-info')) ?? '';
const NAMES = ['anon_untouched.snapshot', 'anon_untouched.read'] as const;
const [ONE, TWO] = NAMES;
const CASES = keptCases(readCapture(captureText('6.1'))).filter(({ recipe }) =>
  NAMES.some((name) => name === recipe.name),
);

/** The lines of a case that was carried out. */
function carriedOut(name: string): string[] {
  const at = LINES.findIndex((line) => line.startsWith('ok ') && line.endsWith(` ${name}`));
  return LINES.slice(at - 1, at + 1);
}

const LATE = 'TIMEOUT the case did not end within 30 s, at line 7';
const late = (name: string, more = ''): string => `not ok 1 ${name} # ${LATE}${more}`;
const END = '# hmm-probe-end {"ok":1,"skip":0,"notOk":0}';
const HEAD = ['KTAP version 1', INFO, '1..2'];

function ended(boot: number, end: BootReport['end'], more: Partial<BootReport> = {}): string {
  const purpose = boot === 1 ? 'all' : 'rest';
  const whole = end === 'powered off';
  return `# hmm-host ${JSON.stringify({ boot, purpose, end, whole, ...more })}`;
}

/** What a run of both cases comes to, of which this is the capture. */
function judged(...lines: string[]) {
  const capture = readCapture(`${lines.join('\n')}\n`);
  const report = judgeCapture(capture, '6.1', 'modern-6.1', CASES);
  return { ...report, standing: standingOf(report), counts: caseCounts(report) };
}

it('a case that was late and then ended alone is what it was alone, and that is said', () => {
  const { standing, counts, notes } = judged(
    ...[...HEAD, late(ONE), ...carriedOut(TWO), END, ended(1, 'powered off')],
    ...[...HEAD, ...carriedOut(ONE), END, ended(2, 'powered off', { purpose: 'alone' })],
  );
  expect(standing).toBe('clean');
  expect(counts).toMatchObject({ equal: 2, broken: 0, undecided: 0 });
  expect(notes).toEqual([
    `${ONE} did not end in time at first (the case did not end within 30 s, at line 7); run again alone it did, and that counts`,
  ]);
});

it('a case that is late alone as well hangs', () => {
  const spins = '; it cannot be ended: it spins in the kernel';
  const report = judged(
    ...[...HEAD, late(ONE, spins), ended(1, 'powered off', { whole: false })],
    ...[...HEAD, ...carriedOut(TWO), END, ended(2, 'powered off')],
    ...[...HEAD, late(ONE, spins), ended(3, 'powered off', { purpose: 'alone', whole: false })],
  );
  expect(report.standing).toBe('found');
  expect(report.problems).toEqual([]);
  expect(report.cases[0]).toEqual({
    name: ONE,
    kind: 'broken',
    reason: `hangs, alone as well: the case did not end within 30 s, at line 7${spins}`,
  });
});

it('a case in which the guest fell silent hangs if it does so again', () => {
  const silent = { whole: false, culprit: ONE, message: 'after 130 s, 121 of them on a processor' };
  const first = [...HEAD, ended(1, 'hang', silent)];
  const rest = [...HEAD, ...carriedOut(TWO), END, ended(2, 'powered off')];
  const again = [...HEAD, ended(3, 'hang', { ...silent, purpose: 'alone' })];
  expect(judged(...first, ...rest, ...again)).toMatchObject({
    standing: 'found',
    cases: [{ kind: 'broken', reason: expect.stringContaining('121 of them') }, { kind: 'equal' }],
  });
  const well = [...HEAD, ...carriedOut(ONE), END, ended(3, 'powered off', { purpose: 'alone' })];
  expect(judged(...first, ...rest, ...well)).toMatchObject({ standing: 'clean', problems: [] });
});

it('a case that was late and had no second try is not decided', () => {
  expect(
    judged(...HEAD, late(ONE), ...carriedOut(TWO), END, ended(1, 'powered off')),
  ).toMatchObject({
    standing: 'undecided',
    cases: [
      { kind: 'undecided', reason: expect.stringContaining('not run again alone') },
      { kind: 'equal' },
    ],
  });
});

it('an emulator that was killed is no finding: what it did not come to is not decided', () => {
  const [result = ''] = carriedOut(TWO);
  const message = 'the emulator was killed by SIGKILL';
  const { standing, cases, problems, notes } = judged(
    ...[...HEAD, ...carriedOut(ONE), result, ended(1, 'failed', { message })],
  );
  expect(standing).toBe('undecided');
  expect(problems).toEqual([]);
  expect(cases[1]).toMatchObject({ kind: 'undecided', reason: `it had no turn: ${message}` });
  expect(notes).toEqual([`boot 1 (everything): ${message}`]);
});

it('a panic is a finding, with its case', () => {
  const panic = { whole: false, culprit: TWO, message: 'Kernel panic - not syncing: x' };
  expect(judged(...HEAD, ...carriedOut(ONE), ended(1, 'panic', panic))).toMatchObject({
    standing: 'found',
    cases: [
      { kind: 'equal' },
      { kind: 'broken', reason: expect.stringContaining('not syncing: x') },
    ],
    problems: [
      `boot 1 (everything): the kernel panicked: Kernel panic - not syncing: x, in ${TWO}`,
    ],
  });
});

it('a boot that reported nothing is no finding if the next one works', () => {
  const panic = { whole: false, message: 'Kernel panic - not syncing: timer' };
  const { standing, notes } = judged(
    ended(1, 'panic', panic),
    ...[...HEAD, ...carriedOut(ONE), ...carriedOut(TWO), END],
    ended(2, 'powered off', { purpose: 'again' }),
  );
  expect(standing).toBe('clean');
  expect(notes).toEqual([
    'boot 1 (everything): the kernel panicked: Kernel panic - not syncing: timer',
  ]);
});

it('boots that never reported anything compare nothing, and say how they ended', () => {
  const panic = { whole: false, message: 'Kernel panic - not syncing: timer' };
  expect(judged(ended(1, 'panic', panic), ended(2, 'panic', panic))).toMatchObject({
    standing: 'nothing compared',
    undecided: [expect.stringMatching(/no boot came as far .*timer/)],
    counts: { undecided: 2, broken: 0 },
  });
});

it('a guest that turned itself off before its last case, and says nothing of it, is a problem', () => {
  const off = ended(1, 'powered off', { whole: false });
  expect(judged(...HEAD, ...carriedOut(ONE), off)).toMatchObject({
    standing: 'found',
    problems: [expect.stringContaining('before its last case')],
  });
});

it('one of the module’s own tests that was late once is judged by its second try', () => {
  const first = [...HEAD, late('selftest/x'), ...carriedOut(ONE), ...carriedOut(TWO), END];
  const alone = { purpose: 'alone' } as const;
  const again = ['ok 1 selftest/x', ...carriedOut(ONE), END, ended(2, 'powered off', alone)];
  const off = ended(1, 'powered off');
  expect(judged(...first, off, ...HEAD, ...again)).toMatchObject({ standing: 'clean' });
  expect(judged(...first, off)).toMatchObject({ standing: 'undecided', problems: [] });
  const late2 = [...HEAD, late('selftest/x'), END, ended(2, 'powered off', alone)];
  expect(judged(...first, off, ...late2)).toMatchObject({
    standing: 'found',
    problems: ['selftest/x failed in the guest'],
  });
});
