// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CountedChunk } from '../../oracle/batch/campaign-state';
import { Journal } from '../../oracle/batch/journal';
import { sealed, sealOf } from '../../oracle/batch/sealed-lines';
import { type CampaignSpec, campaignSpec } from '../../oracle/batch/spec';
import type { ChunkPlan } from '../../oracle/chunk/plan';
import { runChunk } from '../../oracle/chunk/run-chunk';
import { temporaryFolder } from '../support/surroundings';

const PLAN: ChunkPlan = {
  sides: ['legacy', 'modern'],
  vectors: [],
  scope: 0,
  streams: [{ seed: 5, profile: 'small' }],
  runs: 60_000,
  together: false,
};
const SPEC = campaignSpec(PLAN, null);
const WORK = { spec: SPEC, shard: null };
const chunks: CountedChunk[] = [];

beforeAll(async () => {
  for (let number = 0; number < 3; number++) {
    const [first, stop] = [number * 50, number * 50 + 50];
    const stream = { seed: 5, profile: 'small' } as const;
    const part = { column: 'random', stream, first, stop, together: false } as const;
    const result = await runChunk({ number, sides: PLAN.sides, part });
    if ('counted' in result) chunks.push(result);
  }
});

/** A folder with the journal of three chunks, and the counts that it has. */
function written(): { readonly folder: string; readonly file: string; readonly counts: string } {
  const folder = temporaryFolder();
  const journal = Journal.begin(folder, WORK, false);
  for (const chunk of chunks) journal.add(chunk);
  const counts = JSON.stringify(journal.counts);
  journal.close();
  return { folder, file: join(folder, 'journal.jsonl'), counts };
}

function resumed(folder: string) {
  const journal = Journal.resume(folder);
  const result = { chunks: journal.chunks, counts: JSON.stringify(journal.counts) };
  journal.close();
  return result;
}

describe('a journal', () => {
  it('has what was written to it, to the byte, and counts each chunk once', () => {
    const { folder, counts } = written();
    const journal = Journal.resume(folder);
    for (const chunk of chunks) journal.add(chunk);
    journal.close();
    expect(resumed(folder)).toEqual({ chunks: 3, counts });
  });

  it('loses only the line that was cut, wherever its writer was killed', () => {
    const { folder, file, counts } = written();
    const whole = readFileSync(file);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (const length of [whole.length - 1, lastLine + 40, lastLine + 1]) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      expect(resumed(folder).chunks).toBe(2);
      const journal = Journal.resume(folder);
      const [, , third] = chunks;
      if (third !== undefined) journal.add(third);
      journal.close();
      expect(readFileSync(file).equals(whole)).toBe(true);
      expect(resumed(folder).counts).toBe(counts);
    }
  });

  it('comes to the same bytes after a cut at any byte of any chunk', () => {
    const { folder, file, counts } = written();
    const whole = readFileSync(file);
    const first = whole.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: first, max: whole.length }), (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const journal = Journal.resume(folder);
        for (const chunk of chunks) journal.add(chunk);
        const again = JSON.stringify(journal.counts);
        journal.close();
        return again === counts && readFileSync(file).equals(whole);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('is refused if it is damaged before its last line', () => {
    const { folder, file } = written();
    const bytes = readFileSync(file);
    const second = bytes.indexOf('\n') + 100;
    bytes[second] = (bytes[second] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(() => Journal.resume(folder)).toThrow(
      `${file}:2: expected the line that was written after the one before it, got a damaged line, or one from elsewhere; others follow it`,
    );
  });

  it('is refused if another build has written it, or if it is of another campaign', () => {
    const { folder, file } = written();
    const journal = Journal.resume(folder);
    const other = { ...SPEC, plan: { ...PLAN, sides: ['v5.7', 'modern'] } } as const;
    expect(() => journal.refuseOther({ spec: other, shard: null })).toThrow(
      'expected the journal of this campaign, got that of another one: sides legacy,modern, not v5.7,modern',
    );
    journal.close();
    writeFileSync(file, sealed({ spec: { ...SPEC, build: '0.0.9-abc' } satisfies CampaignSpec }));
    expect(() => Journal.resume(folder)).toThrow(
      /expected a campaign of this build \(\S+\), got one of 0\.0\.9-abc/,
    );
    writeFileSync(file, sealed({ something: 'else' }));
    expect(() => Journal.resume(folder)).toThrow(
      `${file}: expected what a campaign is, got an object {something}`,
    );
    const head = sealed({ schema: 'hmm-journal/2', ...WORK });
    writeFileSync(file, `${head}${sealed({ number: 1 }, sealOf(head))}`);
    expect(() => Journal.resume(folder)).toThrow(`${file}:2: expected the result of a chunk`);
  });

  it('is refused to another shard, or the whole, whose result would have its chunks, too', () => {
    const folder = temporaryFolder();
    const shard = { index: 2, of: 3 };
    Journal.begin(folder, { spec: SPEC, shard }, false).close();
    const journal = Journal.resume(folder);
    const refused = (other: typeof shard | null) => () =>
      journal.refuseOther({ spec: SPEC, shard: other });
    expect(refused(shard)).not.toThrow();
    expect(refused({ index: 1, of: 3 })).toThrow(
      `${folder}/journal.jsonl: expected the journal of shard 1/3, got that of shard 2/3`,
    );
    expect(refused({ index: 2, of: 4 })).toThrow('of shard 2/4, got that of shard 2/3');
    expect(refused(null)).toThrow('of the whole campaign, got that of shard 2/3');
    journal.close();
  });

  it('of a campaign that has ended, was gone on with and killed is not overwritten either', () => {
    const { folder } = written();
    const ended = Journal.resume(folder);
    ended.end();
    ended.close();
    const more = Journal.resume(folder);
    for (const chunk of chunks) more.add({ ...chunk, number: chunk.number + 3 });
    more.close();
    expect(() => Journal.begin(folder, WORK, false)).toThrow('(6 chunks are): --resume goes on');
  });

  it('of a campaign that is not finished is not overwritten, unless that is said', () => {
    const { folder } = written();
    expect(() => Journal.begin(folder, WORK, false)).toThrow(
      'got the journal of a campaign that is not finished (3 chunks are): --resume goes on with it, --discard drops it',
    );
    const again = Journal.begin(folder, WORK, true);
    expect(again.chunks).toBe(0);
    again.end();
    again.close();
    Journal.begin(folder, WORK, false).close();
  });

  it('is refused with the number of a line that was written elsewhere: before, after, or in another journal', () => {
    const { folder, file } = written();
    const other = temporaryFolder();
    const journal = Journal.begin(other, WORK, false);
    for (const chunk of chunks.toReversed()) journal.add(chunk);
    journal.close();
    const linesOf = (name: string) => readFileSync(name, 'utf8').split(/(?<=\n)/);
    const [head = '', one = '', two = '', three = ''] = linesOf(file);
    const [, last = '', middle = '', first = ''] = linesOf(join(other, 'journal.jsonl'));
    for (const [line, lines] of [
      [3, [head, one, one, two, three]],
      [2, [head, two, one, three]],
      [3, [head, one, three, '']],
      [3, [head, one, middle, first]],
      [2, [head, first, two, three]],
      [4, [head, last, middle, three, first]],
    ] as const) {
      // Of the last line nobody can tell whether it was cut: it is left out, and its chunk runs again.
      writeFileSync(file, [...lines, 'cut'].join(''));
      expect(() => Journal.resume(folder)).toThrow(`${file}:${line}: expected the line that was`);
    }
  });

  it('that has no chain is not gone on with; one that has ended makes room for the next', () => {
    const { folder, file } = written();
    const old = [WORK, ...chunks, { end: 3 }].map((value) => sealed(value));
    writeFileSync(file, old.join(''));
    expect(() => Journal.resume(folder)).toThrow(
      `${file}: schema: expected "hmm-journal/2", got nothing`,
    );
    Journal.begin(folder, WORK, false).close();
  });

  it('is not read where it is a pipe, a device or a folder, nor dropped', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'journal.jsonl');
    for (const [make, got] of [
      [() => execFileSync('mkfifo', [file]), 'a pipe'],
      [() => symlinkSync('/dev/zero', file), 'a device or a socket'],
      [() => mkdirSync(file), 'a directory'],
    ] as const) {
      make();
      const refused = `${file}: expected a journal, got ${got}`;
      expect(() => Journal.resume(folder)).toThrow(refused);
      expect(() => Journal.begin(folder, WORK, false)).toThrow(refused);
      expect(() => Journal.begin(folder, WORK, true)).toThrow(refused);
      expect(readdirSync(folder)).toEqual(['journal.jsonl']);
      rmSync(file, { recursive: true });
    }
  });

  it('does not take the place of a file that is none', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'journal.jsonl');
    writeFileSync(file, '{"somebody":"else’s"}\n');
    expect(() => Journal.begin(folder, WORK, false)).toThrow(
      /expected a journal, got a file that begins with .*: --discard drops it/,
    );
    Journal.begin(folder, WORK, true).close();
  });

  it('needs a folder that can be written', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => Journal.begin(file, WORK, false)).toThrow(
      `${file}: expected a folder, got something else`,
    );
    expect(() => Journal.begin('/proc/campaign', WORK, false)).toThrow(
      '/proc/campaign: cannot be written: ',
    );
    expect(() => Journal.resume(folder)).toThrow(
      `${folder}: expected the journal of a campaign, got none`,
    );
    mkdirSync(join(folder, 'empty'));
    appendFileSync(join(folder, 'empty', 'journal.jsonl'), '');
    expect(() => Journal.resume(join(folder, 'empty'))).toThrow('expected');
  });
});
