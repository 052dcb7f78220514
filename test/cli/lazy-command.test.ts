// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program';
import { ROOT } from '../support/source-graph';
import { temporaryFolder } from '../support/surroundings';

/** Names and summaries of all commands, whether they are loaded or not. */
function listOf(command: Command): readonly (readonly [string, string])[] {
  return command.commands.map((one) => [one.name(), one.summary()]);
}

function named(command: Command, name: string): Command {
  const found = command.commands.find((one) => one.name() === name);
  if (found === undefined) throw new Error(`expected a command ${name}`);
  return found;
}

/** The files of the project that a command line loads. */
function loadedBy(words: readonly string[]): readonly string[] {
  const script = [
    `process.argv = ['node', 'hmm-pfn', ...${JSON.stringify(words)}];`,
    'process.stdout.write = () => true;',
    "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));",
    `require(${JSON.stringify(join(ROOT, 'cli/main.ts'))});`,
  ].join('\n');
  const node = ['-C', 'hmm-pfn-source', '-r', 'ts-node/register/transpile-only', '-e', script];
  const { stderr } = spawnSync(process.execPath, node, { cwd: ROOT, encoding: 'utf8' });
  return stderr
    .split('\n')
    .filter((file) => file.startsWith(ROOT) && !file.includes('node_modules'))
    .map((file) => file.slice(ROOT.length + 1));
}

describe('a command that is not loaded', () => {
  it('is listed as one that is', () => {
    expect(listOf(program([]))).toEqual(listOf(program()));
    for (const name of ['audit', 'fixtures']) {
      expect(listOf(named(program([name]), name))).toEqual(listOf(named(program(), name)));
    }
  });

  it('has a summary that fits on a line beside its name', () => {
    const lists = [program(), named(program(), 'audit'), named(program(), 'fixtures')].map(listOf);
    const widths = lists.flat().map(([, summary]) => summary.length);
    expect(Math.min(...widths)).toBeGreaterThan(0);
    expect(Math.max(...widths)).toBeLessThan(80);
  });

  it('takes no time: what is not asked for is not read', () => {
    const oracle = (words: readonly string[]): readonly string[] =>
      loadedBy(words).filter((file) => !/^cli\/|^oracle\/(?:package|run|scenario)\//.test(file));
    expect(oracle(['--help'])).toEqual(['tools/transpile-cache.cjs']);
    expect(oracle(['audit', '--help'])).toContain('drivers/registry.ts');
    expect(oracle(['audit', 'patch', '--help'])).not.toContain('drivers/registry.ts');
    expect(oracle(['requests'])).toContain('report/text/requests-table.ts');
    expect(oracle(['requests'])).not.toContain('oracle/check/check.ts');
  });

  /*
   * Of these files, 86 are the two range faults and their memory and the clauses of the contract, all of which judge
   * every scenario; some 60 read a document and run the sides. The ceilings leave room for a clause or two: what exceeds
   * them is most likely loaded for a run that does not use it.
   */
  it('loads no more than it uses to judge or explain one scenario', () => {
    const folder = temporaryFolder();
    const line =
      gunzipSync(readFileSync(join(ROOT, 'fixtures/golden/small.jsonl.gz')))
        .toString()
        .split('\n')[4] ?? '';
    const vectors = join(folder, 'one.jsonl');
    const scenario = join(folder, 'one.json');
    writeFileSync(vectors, `${line}\n`);
    writeFileSync(scenario, JSON.stringify(JSON.parse(line).scenario));
    const checked = loadedBy(['check', '--vectors', vectors, '--scope', '0', '--runs', '0']);
    const explained = loadedBy(['explain', scenario]);
    for (const files of [checked, explained]) {
      expect(files).toContain('modern/range-fault.ts');
      expect(files).toContain('oracle/contract/clauses/mask-hides.ts');
      const unused =
        /^(?:audit|tree\/(?!side\/tree-name)|report\/(?:html|machine\/schema)|oracle\/(?:batch|differences\/revision))\//;
      expect(files.filter((file) => unused.test(file))).toEqual([]);
    }
    expect(checked.length).toBeLessThanOrEqual(212);
    expect(explained.length).toBeLessThanOrEqual(226);
  });
});
