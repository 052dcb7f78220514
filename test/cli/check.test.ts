// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ended, start } from '../support/command';
import { hmmPfnHere } from '../support/command-here';

const EDGE = join(__dirname, '../../fixtures/golden/edge.jsonl.gz');

describe('hmm-pfn check', () => {
  it('begins with seed and options, and ends with a summary', async () => {
    const { code, stdout, stderr } = await hmmPfnHere(['check', '--seed', '7', '--runs', '5000']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(
      'hmm-pfn check  seed 7  scope 1  runs 5000  profile mixed  sides v5.7,legacy,modern  vectors 7 files',
    );
    for (const side of ['v5.7', 'legacy', 'modern']) {
      expect(stdout).toMatch(new RegExp(`^  ${side} +10441 of 10441 vectors$`, 'm'));
    }
    expect(lines.at(-2)).toMatch(
      /^No unexplained differences in 10441 vectors, all \d{6} scenarios of scope 1, 5000 random scenarios\.$/,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is the same again with the same seed', async () => {
    const run = (): Promise<{ stdout: string }> =>
      hmmPfnHere([
        'check',
        '--seed',
        '7',
        '--runs',
        '3000',
        '--scope',
        '0',
        '--no-vectors',
        '--json',
      ]);
    const [one, other] = await Promise.all([run(), run()]);
    expect(one.stdout).toBe(other.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({
      scenarios: { vectors: 0, scope: 0, random: 3000 },
      missed: 0,
      fresh: [],
    });
  });

  it('reports a vector that a side misses, and exits with 1', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'hmm-pfn-')), 'wrong.jsonl');
    const [line = ''] = gunzipSync(readFileSync(EDGE)).toString('utf8').split('\n');
    const vector = JSON.parse(line);
    vector.expect.modern.pfns[3] = '0x5';
    writeFileSync(file, `${JSON.stringify(vector)}\n`);
    const { code, stdout } = await hmmPfnHere([
      ...['check', '--runs', '0', '--scope', '0', '--vectors', file],
    ]);
    expect(stdout).toContain(
      `${file}:1 edge-many-walks-70-migrating: modern pfns[3]: expected 0x5, got 0xc000000000002003`,
    );
    expect(stdout).toContain('1 wrong result in 1 vectors.');
    expect(code).toBe(1);
  });

  it('replays one scenario by seed and path', async () => {
    const { code, stdout } = await hmmPfnHere(['check', '--seed', '7', '--path', '12', '--json']);
    const { scenario, pairs, fresh } = JSON.parse(stdout);
    expect(scenario.id).toBe('path-12');
    expect(pairs).toHaveLength(2);
    expect(fresh).toEqual([]);
    expect(code).toBe(0);
  });

  it('refuses with exit code 2, a message, and no stack', async () => {
    const { code, stderr } = await hmmPfnHere(['check', '--vectors', 'no-such-file']);
    expect(stderr).toBe('hmm-pfn: no-such-file: expected a file, got no such file\n');
    expect(code).toBe(2);
  });

  it('ends with the summary so far on Ctrl-C', async () => {
    const child = start(
      ...['check', '--seed', '7', '--scope', '0', '--runs', '1000000000', '--no-vectors'],
    );
    const result = ended(child);
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGINT'), 1000));
    const { code, stdout } = await result;
    expect(stdout).toContain('Interrupted; these are the results until then.');
    expect(stdout).toMatch(
      /Interrupted; no unexplained differences until then, in [1-9]\d+ of \d+ random scenarios\.\n$/,
    );
    expect(code).toBe(130);
  });
});
