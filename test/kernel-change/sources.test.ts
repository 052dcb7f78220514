// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { changedFiles } from '../../tree/audit/changed-functions';
import { applyPatch } from '../../tree/audit/source/apply-patch';
import { Extract } from '../../tree/audit/source/extract';
import { readRevisions, takeCommit } from '../../tree/audit/source/from-git';
import { readPatchInput } from '../../tree/audit/source/patch-mails';

const ROOT = makeTemporaryFolder('sources-test');

/** Files of our own that stand where a kernel's do; nothing here compiles them. */
const HMM = [
  'int one(void)',
  '{',
  '\treturn 1;',
  '}',
  '',
  'int two(void)',
  '{',
  '\treturn 2;',
  '}',
  '',
];
const FILES: Readonly<Record<string, string>> = {
  'mm/hmm.c': HMM.join('\n'),
  'mm/pagewalk.c': 'int walk;\n',
  'include/linux/hmm.h': 'int range;\n',
  'include/linux/pagewalk.h': 'int ops;\n',
};

function treeOf(name: string, files = FILES): string {
  const folder = join(ROOT, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const DIFF = `diff --git a/mm/hmm.c b/mm/hmm.c
--- a/mm/hmm.c
+++ b/mm/hmm.c
@@ -1,4 +1,4 @@ int one(void)
 int one(void)
 {
-	return 1;
+	return 10;
 }
`;
const LATER = DIFF.replace('-	return 1;', '-	return 10;').replace(
  '+	return 10;',
  '+	return 100;',
);
const OTHER_FILE = `--- a/mm/memory.c
+++ b/mm/memory.c
@@ -1 +1 @@
-int a;
+int b;
`;

function mail(subject: string, diff: string, head = ''): string {
  return `From 0123456789 Mon Sep 17 00:00:00 2001
From: Somebody <s@example.org>
Date: Mon, 17 Sep 2001 00:00:00 +0000
Subject: ${subject}
${head}
Words about it.
---
 mm/hmm.c | 2 +-

${diff}-- 
2.40.0

`;
}

function written(name: string, text: string): string {
  const file = join(ROOT, name);
  writeFileSync(file, text);
  return file;
}

async function applied(name: string, text: string) {
  const extract = Extract.of(treeOf('patched'));
  const result = applyPatch(await readPatchInput(written(name, text)), extract);
  return { ...result, hmm: readFileSync(join(extract.folder, 'mm', 'hmm.c'), 'utf8') };
}

describe('a patch is applied to the few files of a tree', () => {
  it('a plain diff', async () => {
    const { hmm, ...result } = await applied('plain.diff', DIFF);
    expect(hmm).toContain('return 10;');
    expect(result).toEqual({ applied: ['mm/hmm.c'], notRun: [] });
  });

  it('a diff without a/ and b/', async () => {
    const text = DIFF.replaceAll(/ [ab]\/mm/g, ' mm');
    expect((await applied('p0.diff', text)).hmm).toContain('return 10;');
  });

  it('a mail, with what it changes besides', async () => {
    const result = await applied('one.mbox', mail('[PATCH] x', DIFF + OTHER_FILE));
    expect(result).toMatchObject({ applied: ['mm/hmm.c'], notRun: ['mm/memory.c'] });
  });

  it('a series, whatever the order of its mails', async () => {
    const text = mail('[PATCH v2 2/2] later', LATER) + mail('[PATCH v2 1/2] first', DIFF);
    expect((await applied('series.mbox', text)).hmm).toContain('return 100;');
  });

  it('a mail in quoted-printable', async () => {
    const quoted = mail(
      '[PATCH] x',
      DIFF.replace('1;', '1=3B'),
      'Content-Transfer-Encoding: quoted-printable\n',
    );
    expect((await applied('qp.mbox', quoted)).hmm).toContain('return 10;');
  });
});

describe('a patch is refused', () => {
  it('that does not apply: which file and hunk', async () => {
    const text = mail('[PATCH] stale', DIFF.replace('return 1;', 'return 7;'));
    await expect(applied('stale.mbox', text)).rejects.toThrow(
      /stale\.mbox:\d+: mm\/hmm\.c: expected a patch that applies to the tree, got one that does not \(\[PATCH\] stale\)/,
    );
  });

  it('of which lines are missing', async () => {
    const cut = DIFF.replace(/\+\treturn 10;\n \}\n$/, '');
    await expect(applied('cut.diff', cut)).rejects.toThrow('expected a whole patch');
  });

  it('that is none', async () => {
    await expect(applied('none.txt', 'Looks good to me.\n')).rejects.toThrow(
      'expected a unified diff',
    );
  });

  it.each(['nowhere', '-'.repeat(3)])('that is not there: %s', async (name) => {
    await expect(readPatchInput(join(ROOT, name))).rejects.toThrow('no such file');
  });
});

describe('commits of a repository', () => {
  const repository = treeOf('repository');
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...words], {
      cwd: repository,
      encoding: 'utf8',
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('tag', 'v1');
  writeFileSync(join(repository, 'mm', 'hmm.c'), HMM.join('\n').replace('return 2', 'return 20'));
  git('commit', '-qam', 'second');
  writeFileSync(join(repository, 'mm', 'hmm.c'), 'not committed');

  it('are taken from its objects, not from what is checked out', () => {
    const [before, after] = readRevisions('v1..').map((one) => takeCommit(repository, one));
    if (before === undefined || after === undefined) throw new Error('expected two commits');
    expect(changedFiles(before.extract.folder, after.extract.folder)).toEqual({
      files: ['mm/hmm.c'],
      functions: ['two'],
      lines: [{ path: 'mm/hmm.c', line: 8 }],
      unjudged: [],
    });
    for (const { extract } of [before, after]) extract.remove();
  });

  it.each(['no-such-tag', '-x', '--all', 'v1^{tree}'])('must be there: %s', (revision) => {
    expect(() => takeCommit(repository, revision)).toThrow(
      `expected a revision of this repository, got ${revision}`,
    );
  });

  it('must be a kernel’s', () => {
    git('rm', '-q', '--cached', 'mm/pagewalk.c');
    git('commit', '-qm', 'third');
    expect(() => takeCommit(repository, 'HEAD')).toThrow('which has no mm/pagewalk.c');
  });

  it('must be in a repository', () => {
    expect(() => takeCommit(ROOT, 'v1')).toThrow('expected a git repository, got none');
    expect(() => takeCommit(join(ROOT, 'nowhere'), 'v1')).toThrow('got no such folder');
  });

  it.each(['v1', 'v1...v2', '..v2', '', 'a..b..c'])('are two, as A..B: %s', (text) => {
    expect(() => readRevisions(text)).toThrow('"git" expected two revisions as A..B');
  });
});

describe('the lines that a change writes, or takes away', () => {
  const CHOSEN = ['#ifdef CONFIG_ONE', 'int one(void)', '{', '\tf();', '\treturn 1;', '}', '#else'];
  const code = [
    ...CHOSEN,
    'int one(void)',
    '{',
    '\tf();',
    '\treturn 2;',
    '}',
    '#endif',
    'EXPORT_SYMBOL(one);',
    '',
  ];
  const changed = (name: string, from: string, to: string) => {
    const text = code.join('\n');
    expect(text).toContain(from);
    const at = text.lastIndexOf(from);
    const other = text.slice(0, at) + to + text.slice(at + from.length);
    const [before, after] = [text, other].map((hmm, index) =>
      treeOf(`${name}-${index}`, { ...FILES, 'mm/hmm.c': hmm }),
    );
    return changedFiles(before ?? '', after ?? '');
  };

  it('say under which conditions of the preprocessor stood what is gone', () => {
    expect(changed('under', '\tf();\n', '').lines).toEqual([
      { path: 'mm/hmm.c', line: 10, gone: true, under: ['#ifdef CONFIG_ONE / #else'] },
    ]);
  });

  it('say that a condition is another one', () => {
    expect(changed('other', '#ifdef CONFIG_ONE', '#ifdef CONFIG_TWO').lines).toEqual([
      { path: 'mm/hmm.c', line: 1, isCondition: true },
    ]);
    expect(changed('gone', '#else\n', '').lines).toEqual([
      { path: 'mm/hmm.c', line: 7, gone: true, under: [], isCondition: true },
    ]);
    expect(changed('same', '#endif\n', '#endif /* CONFIG_ONE */\n').lines).toEqual([
      { path: 'mm/hmm.c', line: 13 },
    ]);
  });

  it('stand in no function behind a macro that is called outside of all', () => {
    expect(changed('behind', '(one);\n', '(one);\n\n#define TWO 2\n').functions).toEqual([]);
    expect(changed('export', '(one);', '(two);').functions).toEqual([]);
  });
});

describe('a folder', () => {
  it('may hold the few files side by side', () => {
    const flat = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [path.replace(/.*\//, ''), text]),
    );
    const extract = Extract.of(treeOf('flat', flat));
    expect(readFileSync(join(extract.folder, 'mm', 'hmm.c'), 'utf8')).toBe(FILES['mm/hmm.c']);
    extract.remove();
  });

  it('must be a kernel tree', () => {
    expect(() => Extract.of(treeOf('no-tree', { 'README.md': '' }))).toThrow(
      'expected a kernel tree',
    );
  });
});

describe('the functions in which two trees differ', () => {
  const before = [
    'int one(void)',
    '{',
    'again:',
    '\tif (wait())',
    '\t\tgoto again;',
    '\treturn 1;',
    '}',
  ];
  const differ = (name: string, after: readonly string[]): readonly string[] => {
    const [left, right] = [before, after].map((lines, turn) =>
      treeOf(`${name}-${turn}`, { ...FILES, 'mm/hmm.c': `${lines.join('\n')}\n` }),
    );
    return changedFiles(left ?? '', right ?? '').functions;
  };

  it('have their names where a label of goto stands before the line', () => {
    expect(differ('label', before.with(5, '\treturn 2;'))).toEqual(['one']);
  });

  it('are none for what stands outside of functions', () => {
    expect(differ('outside', [...before, '', 'static int state;'])).toEqual([]);
  });
});
