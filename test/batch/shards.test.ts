// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { hmmPfn } from '../support/command';
import { temporaryFolder } from '../support/surroundings';

const ROOT = resolve(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples/campaign');
/** Small enough for a test; an example's own words say what to run. */
const SMALL = ['--no-vectors', '--scope', '0', '--profile', 'small', '--jobs', '1'];

/** A folder in which `npx hmm-pfn campaign` runs what an example says, but of a small campaign. */
function folderWithNpx(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  const npx = join(folder, 'bin', 'npx');
  // Options that are given again count; the number of runs is that of the test.
  const source = ['-C', 'hmm-pfn-source', '-r', join(ROOT, 'node_modules/ts-node/register/transpile-only')];
  const script = [
    '#!/bin/sh',
    'shift',
    `export TS_NODE_PROJECT='${join(ROOT, 'tsconfig.json')}'`,
    `small=; [ "$1" = campaign ] && small='--runs 80000 ${SMALL.join(' ')}'`,
    `exec '${process.execPath}' ${source.join(' ')} '${join(ROOT, 'cli/main.ts')}' "$@" $small`,
  ];
  writeFileSync(npx, `${script.join('\n')}\n`);
  chmodSync(npx, 0o755);
  return folder;
}

async function shell(folder: string, script: string, variables: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...variables, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  return promisify(execFile)('sh', ['-e', '-c', script], { cwd: folder, env });
}

/** The scripts in a YAML file: what stands under `- run: |` or `- |`, without its indentation. */
function scriptsIn(file: string): readonly string[] {
  const lines = readFileSync(join(EXAMPLES, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (!/^ *- (?:run: )?\|$/.test(line)) return [];
    const [indent = ''] = /^ */.exec(lines[index + 1] ?? '') ?? [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((one) => !one.startsWith(indent));
    return [rest.slice(0, end === -1 ? undefined : end).map((one) => one.slice(indent.length)).join('\n')];
  });
}

let whole = '';
beforeAll(async () => {
  const words = ['campaign', '--seed', '7', '--runs', '80000', ...SMALL, '--json'];
  whole = (await hmmPfn(words)).stdout;
  expect(JSON.parse(whole)).toMatchObject({ exitCode: 0, campaign: { chunks: 4, of: 4 } });
});

async function merged(folder: string, ...files: readonly string[]) {
  return hmmPfn(['merge', ...files.map((name) => join(folder, name)), '--json']);
}

describe('shards come to the report of the whole campaign, as the examples run them:', () => {
  it('a matrix of CI', async () => {
    const folder = folderWithNpx();
    const [shard = '', verdict = ''] = scriptsIn('ci-matrix.yml');
    const jobs = ['1', '2', '3', '4'].map((index) =>
      shell(folder, shard.replaceAll(/\$\{\{ matrix\.shard \}\}/g, index), {}),
    );
    await Promise.all(jobs);
    await shell(folder, verdict, {});
    expect(readFileSync(join(folder, 'verdict.xml'), 'utf8')).toContain('<testsuites');
    const files = ['shard-3.txt', 'shard-1.txt', 'shard-4.txt', 'shard-2.txt'];
    expect((await merged(folder, ...files)).stdout).toBe(whole);
  });

  it('a Slurm array, one job of which begins a second time', async () => {
    const folder = folderWithNpx();
    copyFileSync(join(EXAMPLES, 'slurm.sh'), join(folder, 'slurm.sh'));
    const job = (index: string) => {
      const array = { SLURM_ARRAY_TASK_ID: index, SLURM_ARRAY_TASK_COUNT: '2' };
      return shell(folder, 'sh slurm.sh', { ...array, SLURM_CPUS_PER_TASK: '1' });
    };
    await Promise.all([job('1'), job('2')]);
    await job('2');
    expect((await merged(folder, 'shard-1.txt', 'shard-2.txt')).stdout).toBe(whole);
  });

  it('an indexed job of Kubernetes', async () => {
    const folder = folderWithNpx();
    const [script = ''] = scriptsIn('kubernetes.yaml');
    const here = script.replaceAll('/results', folder).replaceAll('/16', '/2');
    await Promise.all(
      ['0', '1'].map((index) => shell(folder, here, { JOB_COMPLETION_INDEX: index })),
    );
    const [one, two] = ['shard-1.txt', 'shard-2.txt'];
    expect((await merged(folder, one ?? '', two ?? '')).stdout).toBe(whole);

    const refused = async (...files: readonly string[]) => {
      const { code, stderr } = await merged(folder, ...files);
      return `${code} ${stderr.replaceAll(`${folder}/`, '')}`;
    };
    expect(await refused('shard-1.txt')).toBe(
      '2 hmm-pfn: shard-1.txt: expected all 2 shards of this campaign, got none for 2\n',
    );
    copyFileSync(join(folder, 'shard-1.txt'), join(folder, 'again.txt'));
    expect(await refused('shard-1.txt', 'again.txt', 'shard-2.txt')).toBe(
      '2 hmm-pfn: again.txt: expected every shard once, got shard 1/2 in shard-1.txt, too\n',
    );
    truncateSync(join(folder, 'again.txt'), 500);
    expect(await refused('again.txt', 'shard-2.txt')).toBe(
      '2 hmm-pfn: again.txt: expected the result of a shard, got a file that was cut short\n',
    );
  });
});

describe('a shard', () => {
  const refusal = async (...words: readonly string[]) => {
    const { code, stderr } = await hmmPfn(['campaign', '--runs', '50000', ...SMALL, ...words]);
    return `${code} ${stderr.trim()}`;
  };

  it('is refused without what it needs', async () => {
    const folder = temporaryFolder();
    const result = ['--result', join(folder, 'shard.txt')];
    expect(
      await Promise.all([
        refusal('--shard', '1/2', '--seed', '1'),
        refusal('--shard', '3/2', ...result),
        refusal('--shard', '1/9', '--seed', '1', ...result),
        refusal('--shard', '1/2', '--seed', 'auto', ...result),
        refusal('--shard', '1/2', '--seed', '1', ...result, '--json'),
      ]),
    ).toEqual([
      "2 error: options '--shard' and '--result' need each other",
      expect.stringMatching(/^2 error: option '--shard <k\/n>' argument '3\/2' is invalid\. expected K\/N with K from 1 to N/),
      '2 hmm-pfn: "shard" expected at most 3 shards, as the campaign has 3 chunks, got 1/9',
      '2 hmm-pfn: "seed" expected numbers, as all shards have the same, got none: each would have another',
      "2 error: a shard makes no report: 'hmm-pfn merge' makes it of all shards",
    ]);
  });
});
