// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ended, start } from '../support/command';
import { hmmPfnHere } from '../support/command-here';

const EDGE = join(__dirname, '../../fixtures/golden/edge.jsonl.gz');
const VECTORS = gunzipSync(readFileSync(EDGE)).toString('utf8');
const FIRST = VECTORS.slice(0, VECTORS.indexOf('\n'));
const BARE = JSON.stringify(JSON.parse(FIRST).scenario);

describe('hmm-pfn run', () => {
  it('prints the vectors byte for byte, from a gzip file', async () => {
    expect(await hmmPfnHere(['run', EDGE])).toEqual({ code: 0, stdout: VECTORS, stderr: '' });
  });

  it('reads bare scenarios from standard input', async () => {
    expect(await hmmPfnHere(['run'], BARE)).toEqual({ code: 0, stdout: `${FIRST}\n`, stderr: '' });
  });

  it('runs the sides that it is told to', async () => {
    const { stdout } = await hmmPfnHere(['run', '--sides', 'modern,modern-32', '-'], BARE);
    expect(Object.keys(JSON.parse(stdout).expect)).toEqual(['modern', 'modern-32']);
  });

  it('says where a pfn does not fit into 32 bits', async () => {
    const large = BARE.replaceAll('"0x2000"', '"0x20000000"');
    const { code, stdout, stderr } = await hmmPfnHere(['run', '--sides', 'modern-32'], large);
    expect(JSON.parse(stdout).expect['modern-32']).toEqual({
      overflow: { page: 0, pfn: '0x20000000' },
    });
    expect(stderr).toBe(
      'hmm-pfn: modern-32: no result of 1 of 1 scenarios; of the first: ' +
        '"pfn" of page 0 expected below 0x20000000 (32 bits per long), got 0x20000000\n',
    );
    expect(code).toBe(2);
    const beside = await hmmPfnHere(['run', '--sides', 'modern-32'], `${large}\n${BARE}`);
    expect(beside.stderr).toContain('no result of 1 of 2 scenarios');
    expect(beside.code).toBe(0);
  });

  it('adds where a kernel may do otherwise, if asked, and nothing else', async () => {
    const scenario = JSON.parse(BARE);
    const huge = JSON.stringify({ ...scenario, mm: { ...scenario.mm, entries: [] } });
    const [plain, noted] = [
      await hmmPfnHere(['run'], huge),
      await hmmPfnHere(['run', '--notes'], huge),
    ];
    const { notes, ...rest } = JSON.parse(noted.stdout);
    expect(rest).toEqual(JSON.parse(plain.stdout));
    expect(notes).toEqual([
      expect.objectContaining({
        id: 'huge-page-mapped',
        rules: [11],
        sides: ['v5.7', 'legacy', 'modern'],
      }),
    ]);
    expect((await hmmPfnHere(['run'], noted.stdout)).stdout).toBe(plain.stdout);
  });

  it('names each bad line, runs the others, and exits with 2', async () => {
    const wrong = BARE.replace('"owner":1', '"owner":"1"');
    const { code, stdout, stderr } = await hmmPfnHere(['run'], `${wrong}\n${BARE}\n{"schema":`);
    expect(stdout).toBe(`${FIRST}\n`);
    expect(stderr.split('\n')).toEqual([
      'hmm-pfn: <stdin>:1: range.owner: expected an integer from 0 to 4095, got "1"',
      'hmm-pfn: <stdin>:3: expected a complete JSON document, but the last line is incomplete',
      '',
    ]);
    expect(code).toBe(2);
  });

  it('refuses a line that is too long, with the limit', async () => {
    const { code, stderr } = await hmmPfnHere(['run', '--max-line', '100'], BARE);
    expect(stderr).toContain(':1: expected a line of at most 100 bytes, got more');
    expect(code).toBe(2);
  });

  it('says that a file is not there, without a stack', async () => {
    const { code, stderr } = await hmmPfnHere(['run', 'no-such-file.jsonl']);
    expect(stderr).toBe('hmm-pfn: no-such-file.jsonl: expected a file, got no such file\n');
    expect(code).toBe(2);
  });

  it('ends quietly when its reader goes away, but not as if all were clean', async () => {
    const child = start('run', ...Array(40).fill(EDGE));
    child.stdout?.once('data', () => child.stdout?.destroy());
    const { stderr, code } = await ended(child);
    expect({ stderr, code }).toEqual({ stderr: '', code: 141 });
  });
});
