// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../cli/program';
import { RUN_SOURCES } from '../../oracle/package/files';
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

/** What a command line takes of the project's files. */
interface Taken {
  readonly loaded: readonly string[];
  /** Those of which a function is called that has a name: how many calls. */
  readonly called: ReadonlyMap<string, number>;
}

function takenBy(words: readonly string[]): Taken {
  return takenByScript([
    `process.argv = ['node', 'hmm-pfn', ...${JSON.stringify(words)}];`,
    'process.stdout.write = () => true;',
    `require(${JSON.stringify(join(ROOT, 'cli/main.ts'))});`,
  ]);
}

/** What is taken to explain the scenario of a file, this many times on the same sides, as the command does it. */
function takenToExplain(file: string, times: number): Taken {
  const source = (name: string): string => JSON.stringify(join(ROOT, name));
  return takenByScript([
    `const { choose } = require(${source('oracle/explain/choose.ts')});`,
    `const { explain } = require(${source('oracle/explain/explain.ts')});`,
    `const { Runner } = require(${source('oracle/run/runner.ts')});`,
    `const { explainText } = require(${source('report/text/explain/explain-text.ts')});`,
    `const { PLAIN } = require(${source('report/text/style.ts')});`,
    "const runner = Runner.of(['v5.7', 'legacy', 'modern']);",
    'void (async () => {',
    `  for (let time = 0; time < ${times}; time++) {`,
    `    const chosen = await choose(${JSON.stringify(file)}, { onlyTrees: 'refused' }, 'fixtures');`,
    '    explainText(explain(chosen, runner), { width: 100, style: PLAIN });',
    '  }',
    '})();',
  ]);
}

function takenByScript(lines: readonly string[]): Taken {
  const coverage = temporaryFolder();
  const loaded = "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));";
  const script = [loaded, ...lines].join('\n');
  const node = [...RUN_SOURCES, '-e', script];
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  const { stderr } = spawnSync(process.execPath, node, { cwd: ROOT, encoding: 'utf8', env });
  return { loaded: ours(stderr.split('\n')), called: calledIn(coverage) };
}

function loadedBy(words: readonly string[]): readonly string[] {
  return takenBy(words).loaded;
}

/** Files of the project, without what runs them from source. */
function ours(files: readonly string[]): readonly string[] {
  return files
    .filter((file) => file.startsWith(ROOT) && !file.includes('node_modules'))
    .map((file) => file.slice(ROOT.length + 1))
    .filter((file) => !file.startsWith('tools/'));
}

/** The files in which more is called for one scenario more. */
function tripOf(once: Taken, twice: Taken): readonly string[] {
  return [...twice.called]
    .filter(([file, calls]) => calls > (once.called.get(file) ?? 0))
    .map(([file]) => file);
}

/** The files in which functions were called, by what V8 has counted. */
function calledIn(folder: string): ReadonlyMap<string, number> {
  const called = new Map<string, number>();
  for (const name of readdirSync(folder)) {
    const read: { readonly result: readonly Script[] } = JSON.parse(
      readFileSync(join(folder, name), 'utf8'),
    );
    for (const { url, functions } of read.result) {
      const [file] = url.startsWith('file://') ? ours([fileURLToPath(url)]) : [];
      const calls = functions
        .filter(({ functionName, ranges: [whole] }) => functionName !== '' && isWithin(whole))
        .reduce((sum, { ranges: [whole] }) => sum + (whole?.count ?? 0), 0);
      if (file !== undefined && calls > 0) called.set(file, (called.get(file) ?? 0) + calls);
    }
  }
  return called;
}

/** Whether it is a function of a file, and not the file. */
function isWithin(whole: Script['functions'][number]['ranges'][number] | undefined): boolean {
  return whole !== undefined && whole.startOffset > 0;
}

/** What V8 counts of a file. */
interface Script {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
  }[];
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
    expect(oracle(['--help'])).toEqual([]);
    expect(oracle(['audit', '--help'])).toContain('drivers/registry.ts');
    expect(oracle(['audit', 'patch', '--help'])).not.toContain('drivers/registry.ts');
    expect(oracle(['requests'])).toContain('report/text/requests-table.ts');
    expect(oracle(['requests'])).not.toContain('oracle/check/check.ts');
  });

  const NOTHING_MADE = ['--scope', '0', '--runs', '0', '--jobs', '1'];

  /*
   * Of the 98 files in which a check calls a function, 39 are the two range faults with their memory and the contract,
   * all of whose clauses look at every scenario; 20 read a document and run the sides on it. The ceilings leave room for a
   * clause or two: what exceeds them is most likely loaded, or called, for a run that has no need of it.
   */
  it('loads no more than it uses to judge or explain one scenario', () => {
    const folder = temporaryFolder();
    const line =
      gunzipSync(readFileSync(join(ROOT, 'fixtures/golden/small.jsonl.gz')))
        .toString()
        .split('\n')[4] ?? '';
    const vectors = join(folder, 'one.jsonl');
    const twice = join(folder, 'two.jsonl');
    const scenario = join(folder, 'one.json');
    writeFileSync(vectors, `${line}\n`);
    writeFileSync(twice, `${line}\n${line}\n`);
    writeFileSync(scenario, JSON.stringify(JSON.parse(line).scenario));
    const checked = takenBy(['check', '--vectors', vectors, ...NOTHING_MADE]);
    const again = takenBy(['check', '--vectors', twice, ...NOTHING_MADE]);
    const explained = takenBy(['explain', scenario]);
    for (const { loaded: files, called } of [checked, explained]) {
      expect([...called.keys()]).toContain('modern/range-fault.ts');
      expect([...called.keys()]).not.toContain('oracle/external/spec.ts');
      expect(files).toContain('modern/range-fault.ts');
      expect(files).toContain('oracle/contract/clauses/invariance.ts');
      const unused =
        /^(?:audit|tree\/(?!side\/tree-name)|report\/(?:html|machine\/schema)|oracle\/(?:batch|differences\/revision))\//;
      expect(files.filter((file) => unused.test(file))).toEqual([]);
    }
    expect(checked.loaded.length).toBeLessThanOrEqual(148);
    expect(explained.loaded.length).toBeLessThanOrEqual(146);
    expect(checked.called.size).toBeLessThanOrEqual(99);
    expect(explained.called.size).toBeLessThanOrEqual(97);
    // What one scenario more calls is its trip; all else is there once for a run.
    const trip = tripOf(checked, again);
    expect(trip).toContain('oracle/contract/contract-check.ts');
    expect(trip.length).toBeLessThanOrEqual(57);
    const explaining = tripOf(takenToExplain(scenario, 1), takenToExplain(scenario, 2));
    expect(explaining).toContain('oracle/contract/contract-check.ts');
    expect(explaining).toContain('report/text/explain/explain-text.ts');
    expect(explaining.length).toBeLessThanOrEqual(75);
  });
});
