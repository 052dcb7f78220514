// SPDX-License-Identifier: GPL-2.0-or-later
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import { type TextReport, verdictOfText } from '../../audit/text/finding';
import { textDocument } from '../../report/audit-text/document';
import { textVerdict } from '../../report/audit-text/text';
import { bytes } from './support';

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A folder with files; of a name that begins with `->` the text is where a link leads. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'audit-folder-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name.replace('->', ''));
    mkdirSync(dirname(path), { recursive: true });
    if (name.startsWith('->')) symlinkSync(text, path);
    else writeFileSync(path, text);
  }
  return root;
}

const BUG = 'int f(struct hmm_range *range)\n{\n	return hmm_range_fault(range, 0);\n}\n';
const RIGHT = BUG.replace(', 0', '');

function notRead(report: TextReport, root: string): string[] {
  return report.notRead.map(
    ({ file, kind, reason }) => `${file.replace(`${root}/`, '')} ${kind}: ${reason}`,
  );
}

describe('a folder', () => {
  it('is read with all in it, in the order of the names', async () => {
    const root = folder({
      'b/two.c': BUG,
      'a.h': BUG,
      'b/a/one.c': BUG,
      'c.c': 'int x;\n',
      'd.c': '',
    });
    const report = await auditSource([root]);
    const places = report.findings.map(({ file }) => file.replace(`${root}/`, ''));
    expect(places).toEqual(['a.h', 'b/two.c', 'b/a/one.c']);
    expect(report).toMatchObject({ files: 3, withoutHmm: 2, notRead: [] });
    expect(textVerdict(report)).toBe('3 bugs in 3 files (2 files without hmm skipped).');
  });

  it('counts a table of registers of any size, and does not read C with hmm of such a size', async () => {
    const root = folder({ 'a.c': RIGHT, 'late.h': '', 'regs.h': '#define REG 1\n' });
    const limit = 16 * 2 ** 20;
    truncateSync(join(root, 'regs.h'), limit + 2 ** 20);
    truncateSync(join(root, 'late.h'), limit - 1);
    // Where two of the pieces meet in which it is looked at.
    appendFileSync(join(root, 'late.h'), 'hmm');
    const report = await auditSource([root]);
    expect(report).toMatchObject({ files: 1, withoutHmm: 1 });
    expect(notRead(report, root)).toEqual([`late.h unreadable: larger than ${limit} bytes`]);
    rmSync(join(root, 'late.h'));
    expect(verdictOfText(await auditSource([root])).kind).toBe('clean');
  });

  it('names what is not C and has to do with hmm', async () => {
    const root = folder({
      'a.c': RIGHT,
      'svm.rs': 'use kernel::hmm;',
      'probe.py': 'b.attach_kprobe(event="hmm_range_fault")',
      'entry.S': 'call hmm_range_fault',
      'demo.dts': '/* hmm */',
      'notes.md': 'range->pfns of struct hmm_range is gone',
      'notes.txt': 'hmm, I wonder',
      Makefile: 'obj-y += hmm.o',
      'other.rs': 'fn main() {}',
      'demo.o': '\0hmm_range_fault',
    });
    const report = await auditSource([root]);
    expect(notRead(report, root)).toEqual([
      'Makefile language: make',
      'demo.dts language: device tree',
      'entry.S language: assembly',
      'notes.md language: notes',
      'probe.py language: Python',
      'svm.rs language: Rust',
    ]);
    expect(verdictOfText(report).kind).toBe('clean');
    expect(textVerdict(report)).toBe('Nothing found in 1 file; not everything was compared.');
  });

  it('reads the pages of the kernel’s documentation that name the interface', async () => {
    const root = folder({
      'Documentation/mm/hmm.rst': 'Struct hmm_range::\n\n    range->pfns[0] = HMM_PFN_REQ_FAULT;\n',
      'Documentation/mm/index.rst': 'hmm\n',
    });
    const report = await auditSource([root]);
    const found = report.findings.map(({ file, line, rule }) => [
      file.replace(`${root}/`, ''),
      line,
      rule,
    ]);
    expect(found).toEqual([['Documentation/mm/hmm.rst', 3, 'removed-interface']]);
    expect(report).toMatchObject({ files: 1, withoutHmm: 0, notRead: [] });
  });

  it('ends, whatever its links lead to', async () => {
    const outside = folder({ 'x.c': BUG, 'y.c': RIGHT });
    const root = folder({
      'a/a.c': RIGHT,
      '->a/up': '..',
      '->a/self.c': 'self.c',
      '->b.c': 'a/a.c',
      '->gone.c': 'nowhere.c',
      '->out': outside,
      '->x.c': join(outside, 'x.c'),
    });
    const report = await auditSource([root]);
    expect(report.findings.map(({ file }) => file.replace(`${root}/`, ''))).toEqual(['x.c']);
    expect(report.files).toBe(2);
    expect(notRead(report, root)).toEqual([
      'gone.c unreadable: a link to nothing',
      'out link: a link to a folder outside, which is not followed',
      'a/self.c unreadable: a link that leads back to itself',
    ]);
  });

  it('has no verdict without a file that should have been read', async () => {
    const root = folder({ 'a.c': RIGHT, 'b.c': `hmm\0` });
    const report = await auditSource([root]);
    expect(notRead(report, root)).toEqual([
      'b.c unreadable: expected text, got binary data (a zero byte at offset 3)',
    ]);
    expect(verdictOfText(report).kind).toBe('nothing-compared');
    writeFileSync(join(root, 'a.c'), BUG);
    expect(verdictOfText(await auditSource([root])).kind).toBe('found');
  });

  it('with nothing to read is no pass', async () => {
    for (const files of [{}, { 'a.c': 'int x;\n' }, { 'a.rs': 'use kernel::hmm;' }]) {
      const report = await auditSource([folder(files)]);
      expect(verdictOfText(report).kind).toBe('nothing-compared');
      expect(textVerdict(report)).toMatch(/this is not a pass/);
      const facts = { command: 'audit source', arguments: [], seed: null, exitCode: 2 } as const;
      expect(textDocument(report, facts).counts).toMatchObject({ passed: 0, failed: 0 });
    }
  });

  it('can be given beside files, and tells how far it is', async () => {
    const root = folder({ 'a/a.c': BUG, 'b.rs': '' });
    const told: string[] = [];
    const file = join(root, 'a/a.c');
    const report = await auditSource([file, root, join(root, 'b.rs')], (stage, done, total) =>
      told.push(`${stage} ${done} ${total}`),
    );
    expect(report).toMatchObject({ files: 1, findings: [{ rule: 'removed-interface' }] });
    expect(notRead(report, root)).toEqual(['b.rs language: Rust']);
    expect(told).toEqual(['files 1 undefined', 'files 2 undefined', 'files with hmm 0 1']);
  });
});

describe('a patch', () => {
  const change = (name: string, line: string) =>
    `--- a/${name}\n+++ b/${name}\n@@ -1,1 +1,2 @@\n x\n+${line}\n`;

  it('names the files that are not C', async () => {
    const report = await auditPatch(
      bytes(
        change('svm.rs', 'hmm') +
          change('drivers/a.c', '\thmm_vma_walk(x);') +
          change('Kconfig', 'y'),
      ),
    );
    expect(report).toMatchObject({ files: 1, findings: [] });
    expect(notRead(report, '')).toEqual(['svm.rs language: Rust', 'Kconfig language: Kconfig']);
    expect(textVerdict(report)).toBe('Nothing found in 1 file; not everything was compared.');
  });

  it('of nothing else is no pass', async () => {
    const report = await auditPatch(bytes(change('svm.rs', 'hmm')));
    expect(verdictOfText(report).kind).toBe('nothing-compared');
  });
});

describe('a patch to the range fault itself', () => {
  const patched = (name: string, line: string): string =>
    `--- a/${name}\n+++ b/${name}\n@@ -1 +1,2 @@\n enum hmm_pfn_flags {\n+${line}\n`;

  it('is nothing that rules for drivers compare: it is to be run', async () => {
    const report = await auditPatch(bytes(patched('mm/hmm.c', '/* hmm_range_fault() */')));
    expect(verdictOfText(report).kind).toBe('nothing-compared');
    expect(report.examined.parts[0]?.notCompared).toEqual([
      "the rules are for drivers, not for mm/hmm.c: 'audit kernel' runs a change to it",
    ]);
  });

  it('was looked at where it puts a flag into the order', async () => {
    const line = '\tHMM_PFN_NEW = 1UL << (BITS_PER_LONG - 9),';
    const report = await auditPatch(bytes(patched('include/linux/hmm.h', line)));
    expect(report.findings.map(({ rule }) => rule)).toEqual(['flag-inside-order']);
    expect(textVerdict(report)).toBe('No bug, 1 suspicious in 1 file.');
  });
});
