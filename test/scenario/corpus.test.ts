// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCorpus, scanCorpus } from '../../oracle/scenario/corpus';
import type { LineOptions } from '../../oracle/scenario/lines';
import { outcome, sample, sampleWith } from './sample';

const NAME = { name: 'corpus.jsonl' };
const BARE = JSON.stringify(sample());
const RESULT = { ret: 0, pfns: ['0x0', '0x0', '0x0', '0x0'], faults: [], walks: 1 };

function stream(content: string | Uint8Array): Readable {
  return Readable.from([Buffer.from(content)]);
}

function named(id: string): string {
  return JSON.stringify(sampleWith('id', id));
}

/** The ids that a corpus is read as, or what it is refused with. */
async function strict(content: string | Uint8Array, options: LineOptions = NAME): Promise<unknown> {
  const items = await outcome(readCorpus(stream(content), options));
  return items instanceof Error ? items.message : items.map((item) => item.scenario.id);
}

/** A line for each item: its number, and its id or error. */
async function lenient(content: string, options: LineOptions = NAME): Promise<unknown> {
  const items = await outcome(scanCorpus(stream(content), options));
  if (items instanceof Error) return items.message;
  return items.map((item) => [
    item.line,
    item.kind === 'error' ? item.error.message : item.scenario.id,
  ]);
}

const INCOMPLETE = 'expected a complete JSON document, but the last line is incomplete';
const BROKEN_OFF = 'expected a complete JSON document, but the line ends in the middle of it';

describe('a corpus', () => {
  it('is bare scenarios, a line each', async () => {
    expect(await strict(`${named('a')}\n${named('b')}\n`)).toEqual(['a', 'b']);
  });

  it('is read from gzip as well', async () => {
    expect(await strict(gzipSync(`${named('a')}\n${named('b')}\n`))).toEqual(['a', 'b']);
  });

  it('may end without a line break', async () => {
    expect(await strict(`${named('a')}\n${named('b')}`)).toEqual(['a', 'b']);
  });

  it('may be empty', async () => {
    expect(await strict('\n\n')).toEqual([]);
  });

  it('gives the document back for an echo', async () => {
    const [item] = await outcome(readCorpus(stream(BARE), NAME)).then((items) =>
      items instanceof Error ? [] : items,
    );
    expect(item).toMatchObject({ kind: 'scenario', file: 'corpus.jsonl', line: 1 });
    expect(JSON.stringify(item?.document)).toBe(BARE);
    expect(item?.expect).toBeUndefined();
  });

  it('may have expected results beside its scenarios', async () => {
    const wrapped = JSON.stringify({ scenario: sample(), expect: { modern: RESULT } });
    const items = await outcome(readCorpus(stream(wrapped), NAME));
    expect(items).toMatchObject([{ scenario: { id: 'sample' }, expect: { modern: RESULT } }]);
  });

  it('may wrap scenarios without expecting anything', async () => {
    const items = await outcome(readCorpus(stream(JSON.stringify({ scenario: sample() })), NAME));
    expect(items).toMatchObject([{ scenario: { id: 'sample' }, expect: undefined }]);
  });
});

describe('one document over several lines', () => {
  it('is a corpus of one', async () => {
    const items = await outcome(readCorpus(stream(`\n${JSON.stringify(sample(), null, 2)}\n`)));
    expect(items).toMatchObject([{ line: 2, scenario: { id: 'sample' } }]);
  });

  it('may have CRLF and empty lines, and no line break at its end', async () => {
    const text = JSON.stringify(sample(), null, '\t').replaceAll('\n', '\r\n\r\n');
    expect(await strict(text)).toEqual(['sample']);
  });

  it('may be wrapped', async () => {
    const wrapped = { scenario: sample(), expect: { legacy: RESULT } };
    expect(await strict(JSON.stringify(wrapped, null, 4))).toEqual(['sample']);
  });

  it('is refused on the line that is not JSON', async () => {
    const text = JSON.stringify(sample(), null, 2).replace('"sample",', '"sample",,');
    expect(await strict(text)).toBe('corpus.jsonl:3: expected JSON, got "," at column 18');
  });

  it('is refused as incomplete if its end is missing', async () => {
    const lines = JSON.stringify(sample(), null, 2).split('\n');
    expect(await strict(lines.slice(0, 9).join('\n'))).toBe(`corpus.jsonl:9: ${INCOMPLETE}`);
  });

  it('is refused by its first line if it is longer than the limit', async () => {
    const text = JSON.stringify(sample(), null, 2);
    expect(await strict(text, { ...NAME, limit: 200 })).toBe(`corpus.jsonl:1: ${BROKEN_OFF}`);
  });

  it('names the field that is wrong, and the line where the document begins', async () => {
    const text = JSON.stringify(sampleWith('range.owner', 5000), null, 2);
    expect(await strict(text)).toBe(
      'corpus.jsonl:1: range.owner: expected an integer from 0 to 4095, got 5000',
    );
  });
});

describe('a bad line ends the reading', () => {
  it.each([
    [
      'that is not JSON',
      `${BARE}\n{"schema": nope}\n`,
      'corpus.jsonl:2: expected JSON, got "nope}" at column 12',
    ],
    ['that is text', 'hello\nworld\n', 'corpus.jsonl:1: expected JSON, got "hello" at column 1'],
    ['that is no object', `${BARE}\n\n7\n`, 'corpus.jsonl:3: expected a scenario document, got 7'],
    [
      'whose scenario is wrong',
      `${JSON.stringify({ scenario: sampleWith('mm.entries[0].pfn', 8192), expect: {} })}\n`,
      'corpus.jsonl:1: mm.entries[0].pfn: expected a pfn below 2^40 as a lowercase hex string (0x, no leading zeros), got 8192',
    ],
    [
      'with something beside the scenario',
      `${JSON.stringify({ scenario: sample(), verdict: 'equal' })}\n`,
      'corpus.jsonl:1: verdict: expected no field of this name (beside a scenario there is expect), got "equal"',
    ],
    [
      'whose results are wrong',
      `${JSON.stringify({ scenario: sample(), expect: { modern: { ...RESULT, walks: -1 } } })}\n`,
      'corpus.jsonl:1: expect.modern.walks: expected an integer from 0 on, got -1',
    ],
    [
      'whose results have another number of pages',
      `${JSON.stringify({ scenario: sample(), expect: { 'v5.7': { ...RESULT, pfns: ['0x0'] } } })}\n`,
      'corpus.jsonl:1: expect["v5.7"].pfns: expected an array of 4, a word a page, got an array of 1',
    ],
  ])('%s', async (_, content, message) => {
    expect(await strict(content)).toBe(message);
  });
});

describe('a last line that was cut short', () => {
  it('is said to be incomplete', async () => {
    expect(await strict(`${BARE}\n${BARE.slice(0, 200)}`)).toBe(`corpus.jsonl:2: ${INCOMPLETE}`);
  });

  it('is said to be incomplete if it is the only one', async () => {
    expect(await strict(BARE.slice(0, 200))).toBe(`corpus.jsonl:1: ${INCOMPLETE}`);
  });

  it('is cut short anywhere', async () => {
    for (let length = 1; length < BARE.length; length++) {
      expect(await strict(BARE.slice(0, length))).toBe(`corpus.jsonl:1: ${INCOMPLETE}`);
    }
  });

  it('comes after all lines before it', async () => {
    expect(await lenient(`${named('a')}\n${named('b')}\n{"schema"`)).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, `corpus.jsonl:3: ${INCOMPLETE}`],
    ]);
  });
});

describe('a scan', () => {
  it('goes on after each bad line', async () => {
    const content = [named('a'), '{', named('b'), '[]', '', named('c')].join('\n');
    expect(await lenient(content)).toEqual([
      [1, 'a'],
      [2, `corpus.jsonl:2: ${BROKEN_OFF}`],
      [3, 'b'],
      [4, 'corpus.jsonl:4: expected a scenario document, got an array of 0'],
      [6, 'c'],
    ]);
  });

  it('goes on after a bad first line', async () => {
    expect(await lenient(`{"schema":\n${named('a')}\n${named('b')}`)).toEqual([
      [1, `corpus.jsonl:1: ${BROKEN_OFF}`],
      [2, 'a'],
      [3, 'b'],
    ]);
  });

  it('goes on after a bad first line when there is more than the limit', async () => {
    const options = { ...NAME, limit: BARE.length + 10 };
    const content = `{"schema":\n${named('a')}\n${named('b')}\n${named('c')}\n`;
    expect(await lenient(content, options)).toEqual([
      [1, `corpus.jsonl:1: ${BROKEN_OFF}`],
      [2, 'a'],
      [3, 'b'],
      [4, 'c'],
    ]);
  });

  it('goes on after a line that is too long', async () => {
    const options = { ...NAME, limit: BARE.length };
    expect(await lenient(`${named('a')}\n${BARE}${BARE}\n${named('b')}\n`, options)).toEqual([
      [1, 'a'],
      [2, `corpus.jsonl:2: expected a line of at most ${BARE.length} bytes, got more`],
      [3, 'b'],
    ]);
  });

  it('goes on when the second line, after a bad first one, is too long', async () => {
    const options = { ...NAME, limit: BARE.length };
    expect(await lenient(`{\n${BARE}${BARE}\n${named('b')}\n`, options)).toEqual([
      [1, `corpus.jsonl:1: ${BROKEN_OFF}`],
      [2, `corpus.jsonl:2: expected a line of at most ${BARE.length} bytes, got more`],
      [3, 'b'],
    ]);
  });

  it('ends with a file that cannot be read', async () => {
    const error = await outcome(scanCorpus('no-such-folder/corpus.jsonl'));
    expect(error).toMatchObject({
      message: 'no-such-folder/corpus.jsonl: expected a file, got no such file',
    });
  });
});

it('a consumer may stop early', async () => {
  const source = stream(`${named('a')}\n${named('b')}\n`);
  for await (const { scenario } of readCorpus(source)) {
    expect(scenario.id).toBe('a');
    break;
  }
  expect(source.destroyed).toBe(true);
});

describe('a source that is no corpus', () => {
  const UNREAD = 'the lines after this one were not read';

  /** Lines without end, and how many of them were taken. */
  function endless(line: string, first = ''): { readonly source: Readable; lines: number } {
    const counted = { source: Readable.from(lines()), lines: 0 };
    async function* lines(): AsyncGenerator<Buffer> {
      if (first !== '') yield Buffer.from(`${first}\n`);
      for (;;) {
        counted.lines += 100;
        yield Buffer.from(`${line}\n`.repeat(100));
      }
    }
    return counted;
  }

  it.each([
    ['x', '1: expected JSON, got "x" at column 1'],
    ['{', '2: expected JSON, got "{" at column 1'],
    ['[', '65: expected at most 64 levels of nesting, got more'],
  ])('is read for a bounded number of lines: %s', async (line, error) => {
    const given = endless(line);
    const items = await outcome(scanCorpus(given.source, NAME));
    if (items instanceof Error) throw items;
    const messages = items.map((item) => (item.kind === 'error' ? item.error.message : ''));
    expect(messages[0]).toBe(`corpus.jsonl:${error}`);
    expect(messages[1]).toContain(UNREAD);
    expect(messages).toHaveLength(2);
    expect(given.lines).toBeGreaterThan(0);
    expect(given.lines).toBeLessThan(5000);
  });

  it('is left after a bounded number of bad lines after a good one', async () => {
    const { source } = endless('7', BARE);
    const good: number[] = [];
    const bad: number[] = [];
    const reading = (async () => {
      for await (const { kind, line } of scanCorpus(source, NAME)) {
        (kind === 'scenario' ? good : bad).push(line);
      }
    })();
    await expect(reading).rejects.toThrow(
      `corpus.jsonl:1001: given up after 1000 bad lines; ${UNREAD}`,
    );
    expect([good, bad.length]).toEqual([[1], 1000]);
  });

  it('is one of gzip data that unpack to far more than their size', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 2 ** 20, '\n'));
    expect(bomb.length).toBeLessThan(2 ** 20);
    const error = await outcome(scanCorpus(Readable.from([bomb]), NAME));
    expect(error).toMatchObject({
      message: expect.stringContaining('got data that unpack to more than 500 times their size'),
    });
  });

  it('is a line without an end', async () => {
    async function* zeros(): AsyncGenerator<Buffer> {
      const chunk = Buffer.alloc(2 ** 20);
      for (;;) yield chunk;
    }
    const error = await outcome(scanCorpus(Readable.from(zeros()), { ...NAME, limit: 1000 }));
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^corpus\.jsonl:1: expected an end of this line within \d+ bytes/,
      ),
    });
  });
});

describe('a document that says two things', () => {
  it.each([
    [BARE.replace('"mm":{', '"mm":{"zeroPfn":"0x7",'), 'mm.zeroPfn: expected each key once'],
    [BARE.replace('"owner":', '"owner":0,"owner":'), 'range.owner: expected each key once'],
    [BARE.replace('"mm":{', '"mm":{"zero\\u0050fn":"0x7",'), 'mm.zeroPfn: expected each key once'],
    [
      BARE.replace('"mm":{', '"ok 1\\n\\u001b[31m":1,"mm":{'),
      '["ok 1\\n\\u001b[31m"]: expected no field',
    ],
    [
      BARE.replace('{"schema"', '{"__proto__":1,"__proto__":1,"schema"'),
      '__proto__: expected each',
    ],
    [BARE.replace('{"schema"', '{"__proto__":{"id":"x"},"schema"'), '__proto__: expected no field'],
    [
      BARE.replace(/"owner":\d+/, '"owner":-0'),
      'range.owner: expected a number that a double holds',
    ],
    [
      BARE.replace(/"owner":\d+/, '"owner":1.00000000000000000001'),
      'range.owner: expected a number',
    ],
  ])('is refused with its place (%#)', async (text, message) => {
    expect(text).not.toBe(BARE);
    expect(await strict(`${BARE}\n${text}\n`)).toContain(`corpus.jsonl:2: ${message}`);
    const spread = text.replaceAll(',"', ',\n"');
    expect(await strict(spread)).toMatch(/^corpus\.jsonl:\d+: /);
    expect(await strict(spread)).toContain(message);
  });
});
