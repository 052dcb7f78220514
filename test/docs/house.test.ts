// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/source-graph';

/** The folders and files of the checkout that a page names in backticks. */
function named(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const top = new Set(readdirSync(ROOT));
  return [...text.matchAll(/`([\w.-]+\/[\w./-]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => top.has(path.split('/')[0] ?? ''));
}

function folders(of: string): readonly string[] {
  return readdirSync(join(ROOT, of), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => (of === '.' ? `${name}/` : `${of}/${name}/`));
}

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', (page) => {
  it('names places that are there', () => {
    const places = named(page);
    expect(places.length).toBeGreaterThan(20);
    expect(places.filter((place) => !existsSync(join(ROOT, place)))).toEqual([]);
  });
});

it.each(['oracle', 'drivers', 'audit', 'tree', 'report'])(
  'ARCHITECTURE.md has every room of %s/',
  (folder) => {
    const places = named('ARCHITECTURE.md');
    expect(folders(folder).length).toBeGreaterThan(2);
    expect(folders(folder).filter((room) => !places.includes(room))).toEqual([]);
  },
);
