// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BlockReader } from '../../oracle/blocks/block-reader';
import { countedRun } from '../../oracle/blocks/counted-run';
import { runBlock } from '../../oracle/blocks/run-block';
import { runInBlocks } from '../../oracle/blocks/run-in-blocks';
import { NoRoomCount } from '../../oracle/run/no-room-count';
import { runCorpus } from '../../oracle/run/run-corpus';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { temporaryFolder } from '../support/surroundings';

const EVENTS = join(__dirname, '../../fixtures/golden/events.jsonl.gz');
const LINES = gunzipSync(readFileSync(EVENTS)).toString('utf8').trimEnd().split('\n').slice(0, 90);
/** A block of some two of these lines. */
const BLOCK_BYTES = 4096;
const SIDES: readonly SideName[] = ['v5.7', 'modern', 'modern-32'];
const LIMIT = 2 ** 18;

interface Ran {
  readonly text: string;
  readonly errors: readonly string[];
  /** Undefined if something ended the run. */
  readonly scenarios: number | undefined;
  readonly noRoom: unknown;
  /** How many scenarios other threads ran. */
  readonly elsewhere: number;
  /** What ended the run, if anything did. */
  readonly thrown: string | undefined;
}

async function ran(file: string, inBlocks: boolean, notes = false): Promise<Ran> {
  const pieces: Uint8Array[] = [];
  const errors: string[] = [];
  const noRoom = new NoRoomCount();
  const write = async (text: Uint8Array): Promise<void> => {
    pieces.push(text);
  };
  const common = { limit: LIMIT, onlyTrees: 'followed' } as const;
  const task = { sides: SIDES, limit: LIMIT, notes, jobs: 2, write, noRoom };
  const { source, before, scenarios } = inBlocks
    ? await runInBlocks(file, {
        ...task,
        blockBytes: BLOCK_BYTES,
        signal: new AbortController().signal,
      })
    : { source: file, before: undefined, scenarios: 0 };
  let all: number | undefined;
  let thrown: string | undefined;
  try {
    const here = await runCorpus(
      source,
      Runner.of(SIDES),
      { ...common, before },
      write,
      ({ message }) => errors.push(message),
      countedRun(notes, noRoom),
    );
    all = scenarios + here;
  } catch (error) {
    thrown = String(error);
  }
  return {
    text: Buffer.concat(pieces).toString('utf8'),
    ...{ errors, scenarios: all, noRoom: noRoom.counts },
    ...{ elsewhere: scenarios, thrown },
  };
}

function fileOf(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'some.jsonl');
  writeFileSync(file, content);
  return file;
}

/** Runs a source in one thread and in blocks; returns what both came to. */
async function ranAlike(content: string | Buffer, notes = false): Promise<Ran> {
  const file = fileOf(content);
  const { elsewhere, text, ...inBlocks } = await ran(file, true, notes);
  const { elsewhere: _none, text: textHere, ...here } = await ran(file, false, notes);
  expect(inBlocks).toEqual(here);
  expect(text === textHere).toBe(true);
  return { ...inBlocks, text, elsewhere };
}

const TOO_LARGE = (LINES[0] ?? '').replace(/"pfn":"0x[0-9a-f]+"/g, '"pfn":"0x20000000"');

describe('a source that is run in blocks', () => {
  it('comes to what one thread comes to, line by line', async () => {
    const all = await ranAlike(`${LINES.join('\n')}\n`);
    expect(all.text.trimEnd().split('\n')).toHaveLength(LINES.length);
    expect(all.errors).toEqual([]);
    // All but what stands behind the last block.
    expect(all.elsewhere).toBeGreaterThan(LINES.length - 10);
  });

  it('keeps notes, counts what has no room, and knows empty lines and CRLF', async () => {
    const lines = LINES.map((line, index) => (index % 7 === 3 ? `\n\n${line}\r` : line));
    const text = `${[...lines, TOO_LARGE, TOO_LARGE, ...lines].join('\n')}`;
    const all = await ranAlike(text, true);
    expect(all.scenarios).toBe(2 * LINES.length + 2);
    expect(all.elsewhere).toBeGreaterThan(LINES.length);
    expect(all.noRoom).toMatchObject({ without: [{ side: 'modern-32' }] });
    expect(all.text).toContain('"notes":[');
  });

  it.each(['{"schema":', '[]', '"\ufffe"', `{"schema":"${'x'.repeat(LIMIT)}"}`])(
    'reports a bad line at its place, and all after it: %#',
    async (bad) => {
      const lines = [...LINES.slice(0, 50), bad, ...LINES.slice(50, 60), bad, ...LINES.slice(60)];
      const all = await ranAlike(lines.join('\n'));
      expect(all.errors).toHaveLength(2);
      expect(all.errors.map((one) => /:(\d+)/.exec(one)?.[1])).toEqual(['51', '62']);
      expect(all.elsewhere).toBeGreaterThan(0);
      expect(all.scenarios).toBe(LINES.length);
    },
  );

  it('counts the lines of blocks in which all are empty', async () => {
    const empty = '\n'.repeat(10 * BLOCK_BYTES);
    const first = await ranAlike(`${empty}{}\n${LINES[0]}\n`);
    expect(first.errors.map((one) => /:(\d+)/.exec(one)?.[1])).toEqual([`${10 * BLOCK_BYTES + 1}`]);
    const between = await ranAlike(`${LINES.join('\n')}${empty}{}\n${LINES[0]}\n`);
    const place = `${LINES.length + 10 * BLOCK_BYTES}`;
    expect(between.errors.map((one) => /:(\d+)/.exec(one)?.[1])).toEqual([place]);
  });

  it('may begin with a byte order mark, and no later line may', async () => {
    const begun = await ranAlike(`\ufeff${LINES.join('\n')}\n[]\n`);
    expect(begun.errors.map((one) => /:(\d+)/.exec(one)?.[1])).toEqual([`${LINES.length + 1}`]);
    // Each line is more than a block, so that one begins with the mark.
    const long = LINES.map(
      (line, index) => `${index === 40 ? '\ufeff' : ''}${line}${' '.repeat(BLOCK_BYTES)}`,
    );
    const later = await ranAlike(long.join('\n'));
    expect(later.errors.map((one) => /:(\d+)/.exec(one)?.[1])).toEqual(['41']);
    expect(later.elsewhere).toBeGreaterThan(0);
  });

  it('is one document over many lines, if it begins so', async () => {
    const spread = JSON.stringify(JSON.parse(LINES[0] ?? ''), undefined, 1).split('\n');
    const long = spread.map((line) => `${line}${' '.repeat(1000)}`).join('\n');
    const all = await ranAlike(long);
    expect([all.scenarios, all.elsewhere, all.errors]).toEqual([1, 0, []]);
  });

  it('has reports of fast-check in it, whose text is no error', async () => {
    const report = [
      'Property failed after 1 tests',
      '{ seed: 1, path: "0" }',
      `Counterexample: [${LINES[0] ?? ''}]`,
      'Shrunk 0 time(s)',
    ];
    const all = await ranAlike([...LINES, ...report, ...LINES, 'no error either'].join('\n'));
    expect([all.scenarios, all.errors]).toEqual([2 * LINES.length + 1, []]);
  });

  it('ends as it does in one thread where it cannot be read to its end', async () => {
    const whole = gzipSync(Array.from({ length: 10 }, () => LINES.join('\n')).join('\n'));
    const all = await ranAlike(whole.subarray(0, whole.length - 100));
    expect(all.thrown).toContain('cut short');
    expect(all.elsewhere).toBeGreaterThan(0);
  });

  it('is given up after as many bad lines as in one thread', async () => {
    const bad = Array.from({ length: 1500 }, () => '[]');
    const all = await ranAlike([...LINES, ...bad].join('\n'));
    expect(all.errors).toHaveLength(1000);
    expect(all.thrown).toContain('given up after 1000 bad lines');
  });

  it('starts no thread if it is short', async () => {
    const all = await ranAlike(LINES.slice(0, 3).join('\n'));
    expect([all.scenarios, all.elsewhere]).toEqual([3, 0]);
    expect((await ranAlike('')).scenarios).toBe(0);
  });
});

describe('a block', () => {
  const task = { sides: SIDES, limit: LIMIT, notes: false };

  it('is irregular as soon as one line has something to report', async () => {
    const bytes = Buffer.from(`${LINES[0]}\n\n${LINES[1]}\n`);
    expect(await runBlock({ ...task, bytes })).toMatchObject({ scenarios: 2, lines: 3 });
    const bad = Buffer.from(`${LINES[0]}\n{}\n`);
    expect(await runBlock({ ...task, bytes: bad })).toEqual({ kind: 'irregular' });
  });

  it('ends at a line end, and what has none is left over', async () => {
    const chunks = ['ab\nc', 'd', 'e\n', 'fg\nhij\nk\nl', 'm'].map((text) => Buffer.from(text));
    const reader = new BlockReader(each(chunks), 4, 100);
    const blocks: string[] = [];
    for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
      blocks.push(next.toString());
    }
    expect(blocks).toEqual(['ab\ncde\n', 'fg\nhij\n']);
    expect(await text(reader.rest())).toBe('k\nlm');
  });

  it('is not made of a line without end', async () => {
    const reader = new BlockReader(each([Buffer.alloc(6, 'x'), Buffer.from('yy\nzz\n')]), 2, 5);
    expect(await reader.next()).toBeUndefined();
    expect(await text(reader.rest())).toBe('xxxxxxyy\nzz\n');
  });
});

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function text(chunks: AsyncIterable<Buffer>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk.toString();
  return all;
}
