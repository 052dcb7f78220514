// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
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
import { sealed } from '../../oracle/batch/sealed-lines';
import { type CampaignSpec, campaignSpec } from '../../oracle/batch/spec';
import type { ChunkPlan } from '../../oracle/chunk/plan';
import { runChunk } from '../../oracle/chunk/run-chunk';
import { ROOT } from '../support/source-graph';
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
      `${file}:2: expected a line with its checksum, got a damaged line; others follow it`,
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
    writeFileSync(file, `${sealed(WORK)}${sealed({ number: 1 })}`);
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

  it('is for one process at a time; the lock of one that is gone is taken over', () => {
    const { folder } = written();
    const journal = Journal.resume(folder);
    expect(() => Journal.resume(folder)).toThrow(
      `is used by another campaign: process ${process.pid} on `,
    );
    journal.close();
    const lock = join(folder, 'lock');
    const [host] = readOwner(folder).split(' ');
    for (const owner of [`${host} 4194304 0`, `${host} ${process.pid} 1`, '']) {
      writeFileSync(lock, owner);
      expect(resumed(folder).chunks).toBe(3);
    }
    writeFileSync(lock, `elsewhere ${process.pid} 1`);
    expect(() => Journal.resume(folder)).toThrow('is used by another campaign: process');
  });

  /** Locks a folder in a process of its own, which then does more. */
  function lockedElsewhere(folder: string, limit: string, more: string) {
    const lock = `require(${JSON.stringify(join(ROOT, 'oracle/batch/folder-lock.ts'))}).lockFolder`;
    const script = `try { ${lock}(${JSON.stringify(folder)}); ${more} } catch (error) { console.log(error.message); }`;
    const node = [process.execPath, '-r', 'ts-node/register/transpile-only', '-e', script];
    const shell = ['-c', `${limit}; exec "$@"`, 'sh', ...node];
    return spawnSync('sh', shell, { cwd: ROOT, encoding: 'utf8' });
  }

  it('leaves no lock when a signal ends the process', () => {
    const folder = temporaryFolder();
    const more = "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 60000);";
    expect(lockedElsewhere(folder, ':', more)).toMatchObject({ status: 130, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no lock where the disk is full, which would be nobody’s', () => {
    const folder = temporaryFolder();
    const { stdout } = lockedElsewhere(folder, 'ulimit -f 0', '');
    expect(stdout).toContain(`${folder}: cannot be written: EFBIG`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where something else than a lock has its place, and nothing is left in the folder', () => {
    const folder = temporaryFolder();
    const lock = join(folder, 'lock');
    symlinkSync('nowhere', lock);
    const began = (): void => Journal.begin(folder, WORK, false).close();
    expect(began).toThrow(`${lock}: expected the lock of a campaign, got a link to nothing`);
    rmSync(lock);
    mkdirSync(lock);
    expect(began).toThrow(`${lock}: expected the lock of a campaign, got EISDIR`);
    rmdirSync(lock);
    writeFileSync(join(folder, '.hmm-pfn-lock.4194304.partial'), '');
    began();
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
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

/** What a lock of this process says. */
function readOwner(folder: string): string {
  const journal = Journal.resume(folder);
  const text = readFileSync(join(folder, 'lock'), 'utf8');
  journal.close();
  return text;
}
