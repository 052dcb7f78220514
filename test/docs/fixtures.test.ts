// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FEATURE_GROUPS, FEATURES } from '../../oracle/fixtures/features/vocabulary';
import { COVER_FOLDER } from '../../tools/cover';
import { temporaryFolder } from '../support/surroundings';

const ROOT = resolve(__dirname, '../..');
const FILE = join(ROOT, 'docs/fixtures.md');
const PAGE = readFileSync(FILE, 'utf8');
const CORPUS = join(COVER_FOLDER, 'hmm_fixtures.jsonl');
const STAND_INS = join(ROOT, 'test/fixtures/kunit/include');
const folder = temporaryFolder();

/** The code of the page's blocks in a language. */
function blocks(language: string): readonly string[] {
  const found = PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'));
  return [...found].map(([, code = '']) => code);
}

function missing(command: string): boolean {
  return spawnSync(command, ['--version']).status !== 0;
}

function run(command: string, parameters: readonly string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(command, parameters, { encoding: 'utf8', input });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

function saved(name: string, text: string | undefined): string {
  const file = join(folder, name);
  writeFileSync(file, text ?? '');
  return file;
}

describe('docs/fixtures.md', () => {
  it('has only features and groups that there are', () => {
    const named = [...PAGE.matchAll(/\b[a-z-]+:-?[A-Za-z0-9](?:[\w.+-]*[\w+])?/g)].map(
      ([text]) => text,
    );
    const groups = FEATURE_GROUPS.map(({ group }) => group);
    const features = named.filter((text) => groups.includes(text.split(':')[0] ?? ''));
    expect(features.length).toBeGreaterThan(20);
    expect(features.filter((feature) => !FEATURES.includes(feature))).toEqual([]);
    expect(groups.filter((group) => !PAGE.includes(`\`${group}\``))).toEqual([]);
  });

  it.skipIf(missing('python3'))('has Python that runs (SKIP without python3)', () => {
    const [code] = blocks('py');
    const printed = run('python3', [saved('read.py', code), CORPUS]);
    expect(printed).toMatch(/^cover-\d\d \d of \d pages are valid$/m);
  });

  it.skipIf(missing('gcc'))('has C that runs (SKIP without gcc)', () => {
    const [code] = blocks('c');
    const program = join(folder, 'check');
    const flags = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-I', COVER_FOLDER];
    run('gcc', [...flags, saved('check.c', code), '-o', program]);
    expect(run(program, [])).toMatch(/^\d\d cases, 0 wrong\n$/);
  });

  it.skipIf(missing('gcc'))('has a KUnit test that passes (SKIP without gcc)', () => {
    const [, code] = blocks('c');
    const program = join(folder, 'kunit');
    // As the kernel compiles: an unused parameter is no warning there.
    const flags = ['-std=gnu11', '-Wall', '-Werror', '-I', COVER_FOLDER, '-I', STAND_INS];
    run('gcc', [...flags, saved('my_hmm_test.c', code), '-o', program]);
    expect(run(program, [])).toMatch(
      /^ok hmm_fixtures_convert_modern: ok \d+ skipped \d+ failed 0$/m,
    );
  });

  it.skipIf(missing('rustc'))('has Rust that runs (SKIP without rustc)', () => {
    const [code] = blocks('rust');
    const program = join(folder, 'count');
    run('rustc', ['--edition', '2021', '-o', program, saved('count.rs', code)]);
    const tap = readFileSync(join(COVER_FOLDER, 'hmm_fixtures.tap'), 'utf8');
    expect(run(program, [], tap)).toMatch(/^\d+ calls succeeded, \d+ pages are valid\n$/);
  });
});
