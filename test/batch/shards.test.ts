// SPDX-License-Identifier: GPL-2.0-or-later
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeShards } from '../../oracle/batch/shard-file';
import { RUN_SOURCES } from '../../oracle/package/files';
import { hmmPfn } from '../support/command';
import { temporaryFolder } from '../support/surroundings';
import { RUNS, reportText, undisturbed } from './in-process';

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
  const script = [
    '#!/bin/sh',
    'shift',
    `export TS_NODE_PROJECT='${join(ROOT, 'tsconfig.json')}'`,
    `small=; [ "$1" = campaign ] && small='--runs ${RUNS} ${SMALL.join(' ')}'`,
    `exec '${process.execPath}' ${RUN_SOURCES.join(' ')} '${join(ROOT, 'cli/main.ts')}' "$@" $small`,
  ];
  writeFileSync(npx, `${script.join('\n')}\n`);
  chmodSync(npx, 0o755);
  return folder;
}

async function shell(folder: string, script: string, variables: Readonly<Record<string, string>>) {
  const env = {
    ...process.env,
    ...variables,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
  };
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
    return [
      rest
        .slice(0, end === -1 ? undefined : end)
        .map((one) => one.slice(indent.length))
        .join('\n'),
    ];
  });
}

/** The reports of the whole campaign. */
const whole = { json: '', junit: '' };
beforeAll(async () => {
  const one = await undisturbed();
  whole.json = await reportText(one);
  whole.junit = await reportText(one, 'junit');
}, 120_000);

/** The report of shards, in whatever order. */
function merged(folder: string, ...files: readonly string[]): Promise<string> {
  return reportText(mergeShards(files.map((name) => join(folder, name))));
}

describe('shards come to the report of the whole campaign, as the examples run them:', () => {
  it('a matrix of CI', { timeout: 300_000 }, async () => {
    const folder = folderWithNpx();
    const [shard = '', verdict = ''] = scriptsIn('ci-matrix.yml');
    const jobs = ['1', '2'].map((index) => {
      const script = shard.replaceAll(/\$\{\{ matrix\.shard \}\}/g, index);
      return shell(folder, script.replace('/4"', '/2"'), {});
    });
    await Promise.all(jobs);
    await shell(folder, verdict, {});
    expect(readFileSync(join(folder, 'verdict.xml'), 'utf8')).toBe(whole.junit);
    expect(await merged(folder, 'shard-2.txt', 'shard-1.txt')).toBe(whole.json);
  });

  it('a Slurm array, one job of which begins a second time', { timeout: 300_000 }, async () => {
    const folder = folderWithNpx();
    copyFileSync(join(EXAMPLES, 'slurm.sh'), join(folder, 'slurm.sh'));
    const job = (index: string) => {
      const array = { SLURM_ARRAY_TASK_ID: index, SLURM_ARRAY_TASK_COUNT: '2' };
      return shell(folder, 'sh slurm.sh', { ...array, SLURM_CPUS_PER_TASK: '1' });
    };
    await Promise.all([job('1'), job('2')]);
    await job('2');
    expect(await merged(folder, 'shard-1.txt', 'shard-2.txt')).toBe(whole.json);
  });

  it('an indexed job of Kubernetes', { timeout: 300_000 }, async () => {
    const folder = folderWithNpx();
    const [script = ''] = scriptsIn('kubernetes.yaml');
    const here = script.replaceAll('/results', folder).replaceAll('/16', '/2');
    await Promise.all(
      ['0', '1'].map((index) => shell(folder, here, { JOB_COMPLETION_INDEX: index })),
    );
    expect(await merged(folder, 'shard-1.txt', 'shard-2.txt')).toBe(whole.json);
    const named =
      (...files: readonly string[]) =>
      () =>
        merged(folder, ...files);
    const place = (name: string): string => join(folder, name);
    expect(named('shard-1.txt')).toThrow(
      `${place('shard-1.txt')}: expected all 2 shards of this campaign, got none for 2`,
    );
    copyFileSync(place('shard-1.txt'), place('again.txt'));
    expect(named('shard-1.txt', 'again.txt', 'shard-2.txt')).toThrow(
      `${place('again.txt')}: expected every shard once, got shard 1/2 in ${place('shard-1.txt')}, too`,
    );
    truncateSync(place('again.txt'), 500);
    expect(named('again.txt', 'shard-2.txt')).toThrow(
      `${place('again.txt')}: expected the result of a shard, got a file that was cut short, or written to since`,
    );
    expect(named('bin/npx')).toThrow(`${place('bin/npx')}:1: expected a line with its checksum`);
  });
});

it.each([
  ['an empty file', '', 'expected the result of a shard, got an empty file'],
  ['null', 'null', 'expected the result of a shard, got something else, which begins with "null"'],
  [
    'a text',
    'text\n',
    'expected the result of a shard, got something else, which begins with "text',
  ],
  ['no file', undefined, 'expected a file that can be read, got no such file'],
])('%s is named by merge as what it is', (_, text, message) => {
  const file = join(temporaryFolder(), 'shard');
  if (text !== undefined) writeFileSync(file, text);
  expect(() => mergeShards([file])).toThrow(`${file}: ${message}`);
});

describe('a shard', () => {
  const refusal = async (...words: readonly string[]) => {
    const { code, stderr } = await hmmPfn(['campaign', '--runs', '50000', ...SMALL, ...words]);
    return `${code} ${stderr.trim()}`;
  };

  it('is written through a link, which stays one', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const [link, target] = [join(folder, 'link'), join(folder, 'target')];
    writeFileSync(target, '');
    symlinkSync(target, link);
    expect(
      await refusal('--runs', '200', '--seed', '1', '--shard', '1/1', '--result', link),
    ).toMatch(/^0 .*shard 1\/1: 1 chunks, 200 scenarios/s);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(mergeShards([target]).run.chunks).toBe(1);
  });

  it('is refused without what it needs', { timeout: 300_000 }, async () => {
    const result = ['--result', join(temporaryFolder(), 'shard.txt')];
    expect(await refusal('--shard', '3/2', ...result)).toMatch(
      /^2 error: option '--shard <k\/n>' argument '3\/2' is invalid\. expected K\/N with K from 1 to N/,
    );
    expect(await refusal('--shard', '1/9', '--seed', '1', ...result)).toBe(
      '2 hmm-pfn: "shard" expected at most 3 shards, as the campaign has 3 chunks, got 1/9',
    );
    expect(await refusal('--shard', '1/2', '--seed', 'auto', ...result)).toBe(
      '2 hmm-pfn: "seed" expected numbers, as all shards have the same, got none: each would have another',
    );
  });
});
