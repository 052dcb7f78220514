// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { goldenLines } from '../scenario/sample';
import { hmmPfnHere } from '../support/command-here';

describe('hmm-pfn explain', () => {
  it('explains a known difference by its id', async () => {
    const { code, stdout, stderr } = await hmmPfnHere(['explain', 'pte-protnone-valid']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^pte-protnone-valid: a NUMA-hinting page is valid/);
    expect(lines).toContain('Address space');
    expect(lines).toContain('    pte-protnone-valid: page 0');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('explains a golden vector as JSON, with the kernel’s own result beside', async () => {
    const { code, stdout } = await hmmPfnHere(['explain', 'edge-shift-63', '--json']);
    const { source, sides } = JSON.parse(stdout);
    expect(source).toEqual({ file: 'fixtures/golden/edge.jsonl.gz', line: 35, measured: true });
    expect(sides).toHaveLength(3);
    expect(sides[2]).toMatchObject({ name: 'modern', ret: 0, expected: { agrees: true } });
    expect(code).toBe(0);
  });

  it('explains the first of several on standard input, says so, and fails on a result', async () => {
    const [line = ''] = goldenLines('edge');
    const vector = JSON.parse(line);
    vector.expect.modern.pfns[3] = '0x5';
    const input = `${JSON.stringify(vector)}\n${line}\n`;
    const { code, stdout, stderr } = await hmmPfnHere(['explain', '-', '--sides', 'modern'], input);
    expect(stdout).toContain('pfns[3]: expected 0x5, got 0xc000000000002003');
    expect(stderr).toBe(
      'hmm-pfn: <stdin> holds more scenarios; this is the first (choose with --id or --line)\n',
    );
    expect(code).toBe(1);
  });

  it('says that there is nothing of a name, and what is near', async () => {
    const { code, stdout, stderr } = await hmmPfnHere(['explain', 'edge-shift-62']);
    expect(stderr).toBe(
      'hmm-pfn: fixtures/golden/edge.jsonl.gz: expected a scenario with the id "edge-shift-62", ' +
        'got 41 documents without it; there is edge-shift-63\n',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
