// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { isDamaged } from '../../audit/text/finding';
import { textFindings } from '../../audit/text/report/findings';
import { findingsText } from '../../audit/text/report/text';
import { PLAIN } from '../../oracle/report/check-text';
import { hmmPfn } from '../support/command';
import { bytes } from './support';

const NAMES = '--- a/d.c\n+++ b/d.c\n';
const BODY = ' int f(void)\n {\n-\told();\n+\tnew();\n }\n';
const WHOLE = `${NAMES}@@ -1,4 +1,4 @@\n${BODY}`;

async function cutOf(text: string) {
  const report = await auditPatch(bytes(text));
  return report.cut.map(({ line, missing, quoted }) => ({ line, missing, quoted }));
}

describe('what is missing of a patch is reported', () => {
  it('nothing of one that is whole', async () => {
    expect(await cutOf(WHOLE)).toEqual([]);
    expect(await cutOf(`${WHOLE}@@ -9 +9 @@\n-a\n+b\n`)).toEqual([]);
  });

  it('lines that the header of a hunk promises', async () => {
    const promised = { before: 71, after: 53 };
    const got = { before: 4, after: 4 };
    expect(await cutOf(`${NAMES}@@ -1,71 +1,53 @@\n${BODY}`)).toEqual([
      { line: 3, missing: { kind: 'lines', promised, got }, quoted: false },
    ]);
  });

  it('lines on one side only', async () => {
    const [cut] = await cutOf(`${NAMES}@@ -1,4 +1,5 @@\n${BODY}`);
    expect(cut?.missing).toMatchObject({ promised: { after: 5 }, got: { before: 4, after: 4 } });
  });

  it('in a hunk that another follows, and in two files', async () => {
    const short = `@@ -1,9 +1,9 @@\n${BODY}`;
    const other = NAMES.replaceAll('d.c', 'e.c');
    const cut = await cutOf(`${NAMES}${short}@@ -20 +20 @@\n-a\n+b\n${other}${short}`);
    expect(cut.map(({ line }) => line)).toEqual([3, 14]);
  });

  it('a hunk of which only the header is there', async () => {
    const [cut] = await cutOf(`${NAMES}@@ -1,4 +1,4 @@\n`);
    expect(cut?.missing).toMatchObject({ got: { before: 0, after: 0 } });
    expect(await cutOf('@@ -1,4 +1,4 @@\n')).toHaveLength(1);
  });

  it('the hunks of a file that only its names are there of', async () => {
    expect(await cutOf(`${WHOLE}--- a/e.c\n+++ b/e.c\n`)).toEqual([
      { line: 9, missing: { kind: 'hunks' }, quoted: false },
    ]);
  });

  it('of a rename or a change of mode nothing is missing', async () => {
    const renamed =
      'diff --git a/x.c b/y.c\nsimilarity index 100%\nrename from x.c\nrename to y.c\n';
    expect(await cutOf(`${renamed}${WHOLE}`)).toEqual([]);
  });

  it('a review that quotes a part is no damage', async () => {
    const quoted = `${NAMES}@@ -1,9 +1,9 @@\n${BODY}`.replace(/^/gm, '> ').slice(0, -2);
    const report = await auditPatch(bytes(`${quoted}\nWhy?\n`));
    expect(report.cut.map((part) => part.quoted)).toEqual([true]);
    expect(isDamaged(report)).toBe(false);
    const snipped = await cutOf(`${NAMES}@@ -1,9 +1,9 @@\n${BODY}[...]\n`);
    expect(snipped.map((part) => part.quoted)).toEqual([true]);
  });
});

describe('a patch with lines missing', () => {
  const damaged = `${NAMES}@@ -1,71 +1,53 @@\n${BODY}`;

  it('is no pass: exit code 2, with the place', async () => {
    const { code, stdout } = await hmmPfn(['audit', 'patch', '-'], damaged);
    expect(code).toBe(2);
    expect(stdout).toContain('4 of 71 lines before and 4 of 53 after are there');
    expect(stdout).toContain('Nothing found in what is there of 1 file.');
  });

  it('has findings all the same', async () => {
    const text = damaged.replace('+\tnew', '+\trange->pfn_shift = new');
    const { code } = await hmmPfn(['audit', 'patch', '-'], text);
    expect(code).toBe(1);
  });

  it('is a case that was not looked at, in every report', async () => {
    const report = await auditPatch(bytes(damaged));
    const { suites } = textFindings('audit patch', report);
    const cases = suites.flatMap((suite) => suite.cases);
    expect(cases.filter(({ status }) => status === 'skipped')).toHaveLength(1);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(findingsText(report, PLAIN)).toContain(':3: (d.c)');
  });
});
