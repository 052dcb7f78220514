// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LineOptions, readLines, scanLines } from '../../oracle/scenario/lines';
import { outcome } from './sample';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hmm-pfn-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The content as a stream of chunks of this many bytes. */
function chunked(content: string | Uint8Array, size: number): Readable {
  const bytes = Buffer.from(content);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks);
}

async function texts(content: string | Uint8Array, options?: LineOptions): Promise<unknown> {
  const lines = await outcome(readLines(chunked(content, 3), options));
  return lines instanceof Error ? lines.message : lines.map(({ line, text }) => [line, text]);
}

describe('lines', () => {
  it('have a file, a number, and an end', async () => {
    const path = file('two.jsonl', 'one\ntwo');
    expect(await outcome(readLines(path))).toEqual([
      { file: path, line: 1, text: 'one', terminated: true },
      { file: path, line: 2, text: 'two', terminated: false },
    ]);
  });

  it.each([
    [
      'end in LF',
      'a\nb\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'end in CRLF',
      'a\r\nb\r\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'end where the file does',
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'are counted when they are empty, and skipped',
      '\n\na\n  \r\n\nb\n\n',
      [
        [3, 'a'],
        [6, 'b'],
      ],
    ],
    ['keep a CR that is not at the end', 'a\rb\n', [[1, 'a\rb']]],
    ['are without the byte order mark', '\ufeffabc\n', [[1, 'abc']]],
    [
      'keep characters that chunks cut apart',
      'aä\n€𝄞\n',
      [
        [1, 'aä'],
        [2, '€𝄞'],
      ],
    ],
    ['are none in an empty file', '', []],
    ['are none in a file of one byte', '\n', []],
  ])('%s', async (_, content, expected) => {
    expect(await texts(content)).toEqual(expected);
  });

  it('are the same for every size of chunk', async () => {
    const content = 'first\r\n\nsecond ä\nthird';
    for (let size = 1; size < 30; size++) {
      const lines = await outcome(readLines(chunked(content, size)));
      expect(lines).toMatchObject([{ text: 'first' }, { text: 'second ä' }, { text: 'third' }]);
    }
  });

  it('come from a stream with an encoding as well', async () => {
    const stream = Readable.from(['a\n', 'b']).setEncoding('utf8');
    expect(await outcome(readLines(stream))).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  });
});

describe('gzip', () => {
  it('is told by its content, not its name', async () => {
    const path = file('packed.jsonl', gzipSync('a\nb\n'));
    expect(await outcome(readLines(path))).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  });

  it('may come in single bytes', async () => {
    const lines = await outcome(readLines(chunked(gzipSync('a\nb\n'), 1)));
    expect(lines).toMatchObject([{ text: 'a' }, { text: 'b' }]);
  });

  it('may have several members', async () => {
    const bytes = Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]);
    expect(await texts(bytes)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('that is cut short is refused', async () => {
    const bytes = gzipSync('a\n'.repeat(1000));
    expect(await texts(bytes.subarray(0, bytes.length - 9), { name: 'x.gz' })).toBe(
      'x.gz: expected complete gzip data, got data that are cut short',
    );
  });

  it('that is corrupt is refused', async () => {
    const bytes = gzipSync('abcdefgh\n'.repeat(100));
    bytes.fill(0xff, 12, 20);
    expect(await texts(bytes, { name: 'x.gz' })).toMatch(
      /^x\.gz: expected gzip data, got corrupt ones: invalid /,
    );
  });
});

describe('a source that cannot be read', () => {
  it('is a file that is not there', async () => {
    const path = join(folder, 'nothing.jsonl');
    const error = await outcome(readLines(path));
    expect(error).toMatchObject({
      message: `${path}: expected a file, got no such file`,
      stack: `InputError: ${path}: expected a file, got no such file`,
      file: path,
    });
  });

  it('is a folder', async () => {
    const error = await outcome(readLines(folder));
    expect(error).toMatchObject({ message: `${folder}: expected a file, got a directory` });
  });

  it('is a stream of something else than bytes', async () => {
    await expect(outcome(readLines(Readable.from([{ a: 1 }])))).rejects.toThrow(
      new TypeError('"source" expected a stream of bytes, got one of object'),
    );
  });
});

describe('a bad line', () => {
  it('is one of more bytes than the limit', async () => {
    expect(await texts('abcd\nabcde\n', { limit: 4, name: 'x' })).toBe(
      'x:2: expected a line of at most 4 bytes, got more',
    );
  });

  it('is one that is not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a\n"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"\n'),
    ]);
    expect(await texts(bytes, { name: 'x' })).toBe('x:2: expected UTF-8 text, got other bytes');
  });

  it('does not end a scan', async () => {
    const content = Buffer.concat([
      Buffer.from('a\ntoo long for this limit\nb\n'),
      Buffer.from([0xff, 0x0a]),
      Buffer.from('c'),
    ]);
    const lines = await outcome(scanLines(chunked(content, 2), { limit: 4 }));
    expect(lines).toMatchObject([
      { line: 1, text: 'a' },
      { line: 2, error: { line: 2 } },
      { line: 3, text: 'b' },
      { line: 4, error: { line: 4 } },
      { line: 5, text: 'c', terminated: false },
    ]);
  });

  it('is found before the rest of it is read', async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        chunks++;
        yield Buffer.alloc(1024, 'x');
      }
    }
    const error = await outcome(readLines(Readable.from(endless()), { limit: 4096 }));
    expect(error).toMatchObject({ line: 1 });
    expect(chunks).toBeLessThan(50);
  });
});

describe('memory', () => {
  it('does not grow with the number of lines', async () => {
    const line = `${JSON.stringify({ text: 'x'.repeat(1000) })}\n`;
    const total = 50_000;
    async function* many(): AsyncGenerator<Buffer> {
      for (let count = 0; count < total; count += 50) yield Buffer.from(line.repeat(50));
    }
    const before = process.memoryUsage();
    let most = 0;
    let count = 0;
    for await (const { line: number } of readLines(Readable.from(many()))) {
      count++;
      if (number % 1000 !== 0) continue;
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most = Math.max(most, heapUsed + arrayBuffers);
    }
    expect(count).toBe(total);
    // All lines together are 50 MB, twice that as bytes and text.
    expect(most - before.heapUsed - before.arrayBuffers).toBeLessThan(40 * 2 ** 20);
  });

  it('does not grow with a line that is beyond the limit', async () => {
    async function* long(): AsyncGenerator<Buffer> {
      for (let count = 0; count < 1000; count++) yield Buffer.alloc(2 ** 17, 'x');
      yield Buffer.from('\nafter\n');
    }
    const before = process.memoryUsage();
    const lines = await outcome(scanLines(Readable.from(long()), { limit: 2 ** 20 }));
    const after = process.memoryUsage();
    expect(lines).toMatchObject([
      { line: 1, error: { line: 1 } },
      { line: 2, text: 'after' },
    ]);
    const kept = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(kept).toBeLessThan(100 * 2 ** 20);
  });
});
