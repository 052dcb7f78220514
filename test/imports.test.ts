// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(__dirname, '..');

/** Which folders each folder may import. `legacy` and `modern` never see each other. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  mm: [],
  legacy: ['mm'],
  modern: ['mm'],
  drivers: ['mm', 'legacy', 'modern'],
  oracle: ['mm', 'legacy', 'modern', 'drivers'],
  audit: ['oracle'],
  cli: ['oracle', 'drivers', 'audit'],
  kernel: ['mm', 'legacy', 'modern', 'oracle', 'cli'],
};

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importedFolders(file: string): { readonly line: string; readonly folder: string }[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(|require\(|import)\s*'(\.[^']*)'/g)].map((match) => {
    const target = relative(ROOT, resolve(ROOT, dirname(file), match[1] ?? ''));
    return { line: match[0], folder: target.split('/')[0] ?? '' };
  });
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

it('sees an import that is not allowed', () => {
  expect(importedFolders('oracle/run/side.ts').map(({ folder }) => folder)).toContain('legacy');
});
