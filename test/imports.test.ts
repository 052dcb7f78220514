// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '..');

/** Which folders each folder may import. `legacy` and `modern` never see each other. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  mm: [],
  legacy: ['mm'],
  modern: ['mm'],
  oracle: ['mm', 'legacy', 'modern'],
  drivers: ['mm', 'legacy', 'modern', 'oracle'],
  audit: ['mm', 'legacy', 'modern', 'oracle', 'drivers'],
  corpus: ['mm', 'legacy', 'modern', 'oracle'],
  proof: ['mm', 'legacy', 'modern', 'oracle', 'audit', 'tree'],
  report: ['mm', 'oracle', 'drivers', 'audit', 'corpus', 'proof', 'tree'],
  tree: ['mm', 'legacy', 'modern', 'oracle', 'audit'],
  cli: ['oracle', 'drivers', 'audit', 'corpus', 'proof', 'report', 'tree'],
  // The public face; nothing in the project stands on it.
  api: ['mm', 'legacy', 'modern', 'oracle', 'drivers', 'report'],
  kernel: ['mm', 'legacy', 'modern', 'oracle', 'proof', 'report', 'tree', 'cli'],
  // What only developers run; nothing else stands on it.
  bench: ['oracle', 'report', 'tree', 'cli', 'kernel', 'test'],
  tools: [
    'oracle',
    'drivers',
    'audit',
    'corpus',
    'report',
    'tree',
    'cli',
    'kernel',
    'test',
    'package.json',
  ],
  // What users copy: it names the package, as they do.
  examples: [],
};

/** The folders with sources that are held to nothing here. */
const FREE = ['test'];

/**
 * The rooms within a folder, from the ground up: each imports only what stands before it. Files
 * beside the rooms are free to use them.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  oracle: [
    ...[
      'package',
      'debian',
      'verdict',
      'child',
      'scenario',
      'run',
      'simplifications',
      'blocks',
      'generate',
    ],
    ...['compare', 'coverage', 'differences', 'contract', 'campaign'],
    ...['explain', 'scope', 'chunk', 'external', 'check', 'batch'],
  ],
  drivers: ['nouveau', 'amdgpu', 'test_hmm', 'gpusvm', 'xe', 'odp', 'attempts'],
  audit: ['model', 'module', 'text', 'cut', 'c'],
  tree: ['wire', 'sources', 'build', 'coverage', 'side', 'audit'],
  corpus: ['write', 'features', 'formats', 'cover', 'verify'],
  report: ['text', 'pages', 'html', 'machine', 'gather', 'audit-text'],
  kernel: ['boot', 'capture', 'judge', 'plan', 'cases', 'reproducers', 'report', 'trees'],
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** What a file imports of the project: the words, and the file, without `.ts`. */
function imported(file: string): { readonly line: string; readonly target: string }[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(|require\(|import)\s*'(\.[^']*)'/g)].map((match) => {
    const target = relative(ROOT, resolve(ROOT, dirname(file), match[1] ?? ''));
    return { line: match[0], target };
  });
}

function importedFolders(file: string): { readonly line: string; readonly folder: string }[] {
  return imported(file).map(({ line, target }) => ({ line, folder: target.split('/')[0] ?? '' }));
}

/** A way from a file back to itself, types included; undefined if there is none. */
function cycleFrom(
  first: string,
  graph: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly string[])[] = [[first]];
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === first) return [...way, next];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

for (const [folder, allowed] of Object.entries(ALLOWED)) {
  it(`${folder}/ imports only ${['itself', ...allowed].join(', ')}`, () => {
    const files = sources(folder);
    expect(files.length).toBeGreaterThan(0);
    const wrong = files.flatMap((file) =>
      importedFolders(file)
        .filter((one) => one.folder !== folder && !allowed.includes(one.folder))
        .map(({ line }) => `${file}: ${line}`),
    );
    expect(wrong).toEqual([]);
  });
}

it('no folder with sources is left out', () => {
  const listed = execFileSync('git', ['ls-files', '*/*.ts'], { cwd: ROOT, encoding: 'utf8' });
  const folders = new Set(
    listed
      .trim()
      .split('\n')
      .map((file) => file.split('/')[0] ?? ''),
  );
  expect([...Object.keys(ALLOWED), ...FREE].sort()).toEqual([...folders].sort());
});

/** The imports of a file that lead from its room to one of the same folder that stands no lower. */
function upward(file: string, rooms: readonly string[]): readonly string[] {
  const [folder, from = ''] = file.split('/');
  return imported(file).flatMap(({ line, target }) => {
    const [other, to = ''] = target.split('/');
    if (other !== folder || !rooms.includes(from) || !rooms.includes(to) || from === to) return [];
    return rooms.indexOf(to) < rooms.indexOf(from) ? [] : [`${file}: ${line}`];
  });
}

describe.each(Object.entries(ROOMS))('the rooms of %s/', (folder, rooms) => {
  it('are all in the list', () => {
    const there = readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .filter(({ name }) => sources(join(folder, name)).length > 0)
      .map(({ name }) => name);
    expect([...rooms].sort()).toEqual(there.sort());
  });

  it('import one way', () => {
    expect(sources(folder).flatMap((file) => upward(file, rooms))).toEqual([]);
  });
});

it('sees an import that leads up', () => {
  expect(upward('oracle/check/check.ts', ['check', 'campaign'])).not.toEqual([]);
});

it('sees an import that is not allowed', () => {
  expect(importedFolders('oracle/run/model-sides.ts').map(({ folder }) => folder)).toContain(
    'legacy',
  );
});

it('no file imports itself by way of others, not even types', () => {
  const files = Object.keys(ALLOWED).flatMap(sources);
  const graph = new Map(
    files.map((file) => [file.replace(/\.ts$/, ''), imported(file).map(({ target }) => target)]),
  );
  const cycles = [...graph.keys()].flatMap((file) => cycleFrom(file, graph)?.join(' → ') ?? []);
  expect(cycles).toEqual([]);
});

it('sees a way back', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['c']],
    ['c', ['b', 'd']],
    ['d', ['a']],
  ]);
  expect(cycleFrom('a', graph)).toEqual(['a', 'c', 'd', 'a']);
  expect(
    cycleFrom(
      'a',
      new Map([
        ['a', ['b']],
        ['b', []],
      ]),
    ),
  ).toBeUndefined();
});
