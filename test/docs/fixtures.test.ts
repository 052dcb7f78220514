// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModern } from '../../api/formats';
import { FEATURE_GROUPS, FEATURES } from '../../corpus/features/vocabulary';
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

/** A result of a side in the corpus, as far as it is read here. */
interface Vector {
  readonly scenario: { readonly id: string };
  readonly expect: Readonly<
    Record<string, { readonly ret: number | string; readonly pfns: readonly string[] } | undefined>
  >;
}

const VECTORS: readonly Vector[] = readFileSync(CORPUS, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const KERNELS = { modern: '5.8', 'modern-6.1': '6.1', 'modern-6.12': '6.12' } as const;

/** The page's code with a mistake in it. */
function planted(code: string, right: string, wrong: string): string {
  expect(code).toContain(right);
  return code.replace(right, wrong);
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

  /** What the page's Python prints: the pfns of each call that succeeded. */
  function pfnsOf(vector: Vector): readonly string[] {
    return Object.entries(KERNELS).flatMap(([side, kernel]) => {
      const result = vector.expect[side];
      if (result?.ret !== 0) return [];
      const pages = result.pfns.map((word) => decodeModern(BigInt(word), 64, kernel));
      const mapped = pages.filter(({ state }) => state === 'read' || state === 'write');
      const pfns = mapped.map(({ pfn }) => ` 0x${pfn.toString(16)}`).join('');
      return [`${vector.scenario.id} ${side}${pfns}`];
    });
  }

  it.skipIf(missing('python3'))('has Python that reads the pfns (SKIP without python3)', () => {
    const [code = ''] = blocks('py');
    const read = (text: string): string => run('python3', [saved('read.py', text), CORPUS]);
    const right = `${VECTORS.flatMap(pfnsOf).join('\n')}\n`;
    expect(right).toMatch(/ modern-6\.12 0x[0-9a-f]+/);
    expect(read(code)).toBe(right);
    for (const side of ['modern-6.1', 'modern-6.12']) {
      const wrong = read(planted(code, `"${side}": 0xff << 56`, `"${side}": 7 << 61`));
      const differing = right.split('\n').filter((line) => !wrong.includes(`${line}\n`));
      expect(differing.length).toBeGreaterThan(0);
      expect(differing.every((line) => line.includes(` ${side} `))).toBe(true);
    }
  });

  it.skipIf(missing('gcc')).each([
    ['gcc', ['-std=c99', '-pedantic']],
    ['gcc', ['-std=gnu11']],
    ['g++', ['-x', 'c++', '-std=c++20']],
  ])('has C that runs with %s %j (SKIP without gcc)', (command, standard) => {
    const [code = ''] = blocks('c');
    const program = join(folder, 'check');
    const flags = [...standard, '-Wall', '-Wextra', '-Werror', '-I', COVER_FOLDER];
    const compile = (text: string): void => {
      run(command, [...flags, saved('check.c', text), '-o', program]);
    };
    compile(code);
    expect(run(program, [])).toMatch(/^\d\d cases, 0 wrong\n$/);
    for (const side of ['6_1', '6_12']) {
      const text = code.replaceAll('MODERN_6_12', `MODERN_${side}`);
      compile(text);
      expect(run(program, [])).toMatch(/^\d\d cases, 0 wrong\n$/);
      compile(planted(text, `HMM_FIXTURES_FLAGS_MODERN_${side}`, '(7ULL << 61)'));
      const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stdout).toMatch(/^cover-\d\d: page \d$/m);
    }
  });

  const releases = [[], ['-DHMM_6_16']];
  it
    .skipIf(missing('gcc'))
    .each(
      ['MODERN_6_1', 'MODERN_6_12'].flatMap((side) =>
        releases.map((flags) => [side, flags] as const),
      ),
    )(
    'has a KUnit test of %s that passes, on a kernel with %j (SKIP without gcc)',
    (side, release) => {
      const [, code = ''] = blocks('c');
      const text = code.replaceAll('MODERN_6_12', side);
      const name = `hmm_fixtures_convert_${side.toLowerCase()}`;
      const program = join(folder, 'kunit');
      // As the kernel compiles: an unused parameter is no warning there.
      const flags = ['-std=gnu11', '-Wall', '-Werror', '-I', COVER_FOLDER, '-I', STAND_INS];
      const compile = (suite: string): void => {
        run('gcc', [...flags, ...release, saved('my_hmm_test.c', suite), '-o', program]);
      };
      compile(text);
      expect(run(program, [])).toMatch(
        new RegExp(`^ok ${name}: ok \\d+ skipped \\d+ failed 0$`, 'm'),
      );
      compile(planted(text, '~HMM_PFN_FLAGS', '~(7ULL << 61)'));
      const { status, stdout } = spawnSync(program, { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stdout).toMatch(new RegExp(`^not ok ${name}: ok \\d+ skipped \\d+ failed [1-9]`, 'm'));
    },
  );

  it.skipIf(missing('rustc'))('has Rust that runs (SKIP without rustc)', () => {
    const [code = ''] = blocks('rust');
    const program = join(folder, 'count');
    const tap = readFileSync(join(COVER_FOLDER, 'hmm_fixtures.tap'), 'utf8');
    const printed = (text: string): string => {
      run('rustc', ['--edition', '2021', '-o', program, saved('count.rs', text)]);
      return run(program, [], tap);
    };
    const calls = VECTORS.flatMap(pfnsOf).filter((line) => line.includes(' modern-6.12'));
    const pfns = calls.flatMap((line) => line.split(' ').slice(2).map(BigInt));
    const highest = pfns.reduce((one, other) => (other > one ? other : one), 0n);
    const right =
      `${calls.length} calls succeeded, ${pfns.length} pages are valid, ` +
      `the highest pfn is 0x${highest.toString(16)}\n`;
    expect(printed(code)).toBe(right);
    expect(printed(planted(code, '0xff << 56', '7 << 61'))).not.toBe(right);
  });
});
