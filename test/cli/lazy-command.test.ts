// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program';
import { ROOT } from '../support/source-graph';

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
});
