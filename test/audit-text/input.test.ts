// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import { readPatch } from '../../audit/text/diff/read-patch';
import { linesOf } from '../../audit/text/input/text-input';
import { WINDOW_PORT } from './drivers';
import { brief, bytes, patchFindings } from './support';

const PATCH = `--- a/drivers/a.c
+++ b/drivers/a.c
@@ -7,3 +7,3 @@ void f(struct hmm_range *range)
 	range->start = 0;
-	x = 1;
+	range->pfn_shift = PAGE_SHIFT;
 	return;
`;
const HEAD = 'From: A <a@example.org>\nSubject: [PATCH] é\n';

function quotedPrintable(text: string): string {
  return text.replaceAll('=', '=3D').replace('pfn_shift', 'pfn_=\nshift').replaceAll('\t', '=09');
}

function base64(text: string): string {
  return (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');
}

async function places(text: string | Uint8Array): Promise<(string | number | null)[][]> {
  const { findings } = await auditPatch(bytes(text));
  return findings.map(({ rule, line, tree }) => [rule, line, tree.file, tree.line]);
}

const FOUND = 'removed-interface';

describe('what a patch may come in', () => {
  it('a plain diff, with LF, CRLF or gzip', async () => {
    const expected = [[FOUND, 6, 'drivers/a.c', 8]];
    expect(await places(PATCH)).toEqual(expected);
    expect(await places(PATCH.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(await places(gzipSync(PATCH))).toEqual(expected);
  });

  it('an mbox with several patches', async () => {
    const mail = `From 0123456789 Mon Sep 17 00:00:00 2001\n${HEAD}\nText\n---\n${PATCH}-- \n2.26.2\n\n`;
    expect(await places(mail + mail)).toEqual([
      [FOUND, 12, 'drivers/a.c', 8],
      [FOUND, 28, 'drivers/a.c', 8],
    ]);
  });

  it('a quoted-printable body, whose lines keep their place', async () => {
    const text = `${HEAD}Content-Transfer-Encoding: quoted-printable\n\n${quotedPrintable(PATCH)}`;
    expect(await places(text)).toEqual([[FOUND, 10, 'drivers/a.c', 8]]);
    expect(await places(text.replaceAll('\n', '\r\n'))).toEqual([[FOUND, 10, 'drivers/a.c', 8]]);
  });

  it('a base64 body, whose lines have the place where they begin', async () => {
    const text = `${HEAD}Content-Transfer-Encoding: base64\n\n${base64(PATCH)}\n`;
    expect(await places(text)).toEqual([[FOUND, 6, 'drivers/a.c', 8]]);
    expect(
      await places(text.replace(base64(PATCH), base64(PATCH.replaceAll('\n', '\r\n')))),
    ).toEqual([[FOUND, 7, 'drivers/a.c', 8]]);
  });

  it('a multipart mail, of which the plain text counts', async () => {
    const text = `${HEAD}MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="=_x"

--=_x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

${quotedPrintable(PATCH)}
--=_x
Content-Type: text/html

<pre>${PATCH}</pre>
--=_x--
`;
    expect(await places(text)).toEqual([[FOUND, 16, 'drivers/a.c', 8]]);
  });

  it('an attached patch', async () => {
    const text = `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b
Content-Type: application/octet-stream; name="x.patch"
Content-Transfer-Encoding: base64

${base64(PATCH)}
--b--
`;
    expect(await places(text)).toEqual([[FOUND, 13, 'drivers/a.c', 8]]);
  });

  it('quotations of every style', async () => {
    for (const prefix of ['> ', '>', '> > ', '>> ', '>>> ', '| ']) {
      const text = PATCH.replace(/^/gm, prefix);
      expect([prefix, await places(text)]).toEqual([prefix, [[FOUND, 6, 'drivers/a.c', 8]]]);
    }
  });

  it('all findings of a larger patch are the same after a quotation', async () => {
    const plain = brief(await patchFindings(WINDOW_PORT));
    expect(brief(await patchFindings(WINDOW_PORT.replace(/^/gm, '> ')))).toEqual(plain);
    expect(plain.length).toBe(5);
  });
});

describe('hunks', () => {
  it('keep no place in the tree after a gap that nothing accounts for', () => {
    const text = '> @@ -5,9 +5,9 @@ f\n>  a\n\nwhy?\n\n>  b\n...\n> +c\n';
    const [hunk] = readPatch(linesOf(text)).flatMap(({ hunks }) => hunks);
    expect(hunk?.complete).toBe(false);
    expect(hunk?.lines.map(({ line, newLine }) => [line, newLine])).toEqual([
      [2, 5],
      [6, undefined],
      [8, undefined],
    ]);
  });

  it('keep it after a comment that took nothing away', () => {
    const text = '> @@ -5,2 +5,3 @@ f\n>  a\n\nwhy?\n\n>  b\n> +c\n> -- \n> 2.20\n';
    const [hunk] = readPatch(linesOf(text)).flatMap(({ hunks }) => hunks);
    expect(hunk?.complete).toBe(true);
    expect(hunk?.lines.map(({ text: code, newLine }) => [code, newLine])).toEqual([
      ['a', 5],
      ['b', 6],
      ['c', 7],
    ]);
  });

  it('may be longer than they say, or without a header', () => {
    const longer = readPatch(linesOf('@@ -1 +1,2 @@\n a\n+b\n+c\n\nthe end\n'));
    expect(longer[0]?.hunks[0]?.lines.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    const headless = readPatch(linesOf('> --- a/x.c\n> +++ b/x.c\n...\n> +c\n> d\n'));
    expect(headless[0]?.newName).toBe('x.c');
    expect(headless[0]?.hunks[0]?.lines[0]?.newLine).toBeUndefined();
  });

  it('of new files and of names in quotes have the name of the tree', () => {
    const text = '--- /dev/null\n+++ "b/a b.c"\t2020-05-01\n@@ -0,0 +1 @@\n+x\n';
    expect(readPatch(linesOf(text))[0]).toMatchObject({ oldName: undefined, newName: 'a b.c' });
  });
});

describe('what is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-text-'));
  const file = join(folder, 'input');
  const refusal = async (content: string | Uint8Array, kind: 'patch' | 'source') => {
    writeFileSync(file, content);
    const run = kind === 'patch' ? auditPatch(file) : auditSource([file]);
    return run.then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message.replace(file, 'FILE') : 'thrown'),
    );
  };

  it('says the file, what was expected and what was there', async () => {
    expect(await refusal('hello\nworld\n', 'patch')).toBe(
      'FILE: expected a unified diff, in a mail or not, quoted or not, got text that begins "hello"',
    );
    expect(await refusal('', 'patch')).toMatch(
      /^FILE: expected a unified diff.* got an empty file$/,
    );
    expect(await refusal(Uint8Array.of(65, 0, 1), 'patch')).toBe(
      'FILE: expected text, got binary data (a zero byte at offset 1)',
    );
    expect(await refusal('\n \n', 'source')).toBe('FILE: expected C, got an empty file');
    expect(await refusal(PATCH, 'source')).toBe(
      'FILE: expected C, got a patch (line 3), which is for: hmm-pfn audit patch',
    );
    rmSync(folder, { recursive: true });
    await expect(auditPatch(file)).rejects.toThrow(/input: .*(no such file|not found|ENOENT)/i);
  });
});
