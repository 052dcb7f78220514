// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { readPatch } from '../../audit/text/diff/read-patch';
import { verdictOfText } from '../../audit/text/finding';
import { linesOf } from '../../audit/text/input/text-input';
import { textFindings } from '../../report/audit-text/findings';
import { hmmPfnHere } from '../support/command-here';
import { bytes } from './support';

const NAMES = '--- a/d.c\n+++ b/d.c\n';
const BODY = ' int f(void)\n {\n-\told();\n+\tnew();\n }\n';
const WHOLE = `${NAMES}@@ -1,4 +1,4 @@\n${BODY}`;

function cutOf(text: string) {
  return readPatch(linesOf(text)).flatMap(({ cut }) => cut);
}

describe('what is missing of a patch is reported', () => {
  it('nothing of one that is whole', () => {
    expect(cutOf(WHOLE)).toEqual([]);
    expect(cutOf(`${WHOLE}@@ -9 +9 @@\n-a\n+b\n`)).toEqual([]);
  });

  it('lines that the header of a hunk promises', () => {
    const promised = { before: 71, after: 53 };
    const got = { before: 4, after: 4 };
    expect(cutOf(`${NAMES}@@ -1,71 +1,53 @@\n${BODY}`)).toEqual([
      { line: 3, missing: { kind: 'lines', promised, got }, quoted: false },
    ]);
  });

  it('lines on one side only', () => {
    const [cut] = cutOf(`${NAMES}@@ -1,4 +1,5 @@\n${BODY}`);
    expect(cut?.missing).toMatchObject({ promised: { after: 5 }, got: { before: 4, after: 4 } });
  });

  it('in a hunk that another follows, and in two files', () => {
    const short = `@@ -1,9 +1,9 @@\n${BODY}`;
    const other = NAMES.replaceAll('d.c', 'e.c');
    const cut = cutOf(`${NAMES}${short}@@ -20 +20 @@\n-a\n+b\n${other}${short}`);
    expect(cut.map(({ line }) => line)).toEqual([3, 14]);
  });

  it('a hunk of which only the header is there', () => {
    const [cut] = cutOf(`${NAMES}@@ -1,4 +1,4 @@\n`);
    expect(cut?.missing).toMatchObject({ got: { before: 0, after: 0 } });
    expect(cutOf('@@ -1,4 +1,4 @@\n')).toHaveLength(1);
  });

  it('the hunks of a file that only its names are there of', () => {
    expect(cutOf(`${WHOLE}--- a/e.c\n+++ b/e.c\n`)).toEqual([
      { line: 9, missing: { kind: 'hunks' }, quoted: false },
    ]);
  });

  it('of a rename or a change of mode nothing is missing', () => {
    const renamed =
      'diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n';
    expect(cutOf(`${renamed}${WHOLE}`)).toEqual([]);
  });

  it('a review that quotes a part is no damage', () => {
    const quoted = `${NAMES}@@ -1,9 +1,9 @@\n${BODY}`.replace(/^/gm, '> ').slice(0, -2);
    expect(cutOf(`${quoted}\nWhy?\n`).map((part) => part.quoted)).toEqual([true]);
    const snipped = cutOf(`${NAMES}@@ -1,9 +1,9 @@\n${BODY}[...]\n`);
    expect(snipped.map((part) => part.quoted)).toEqual([true]);
  });
});

describe('a patch with lines missing', () => {
  const body = BODY.replace('old()', 'hmm_range_fault(range)');
  const damaged = `${NAMES}@@ -1,71 +1,53 @@\n${body}`;

  it('is no pass: exit code 2, with the place', async () => {
    const { code, stdout } = await hmmPfnHere(['audit', 'patch', '-'], damaged);
    expect(code).toBe(2);
    expect(stdout).toContain('<stdin>:3 (d.c): not read: the hunk has 4 of 71 lines before');
    expect(stdout).toContain('this is not a pass');
  });

  it('has bugs all the same', async () => {
    const text = damaged.replace('+\tnew()', '+\tret = hmm_range_fault(range, 0)');
    const report = await auditPatch(bytes(text.replace('new', 'x')));
    expect(report.notRead.map(({ kind }) => kind)).toEqual(['cut']);
    expect(verdictOfText(report).kind).not.toBe('clean');
  });

  it('quoted in part passes, and says what was not read', async () => {
    const report = await auditPatch(bytes(`${damaged}[...]\n`));
    expect(report.notRead.map(({ kind }) => kind)).toEqual(['quoted']);
    expect(verdictOfText(report).kind).toBe('clean');
  });

  it('is a case that was not looked at, in every report', async () => {
    const { suites } = textFindings('audit patch', await auditPatch(bytes(damaged)));
    const cases = suites.flatMap((suite) => suite.cases);
    expect(cases.filter(({ status }) => status === 'skipped')).toHaveLength(1);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });
});
