// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export { cacheFolder } from '../../oracle/package/cache';

const ROOT = resolve(__dirname, '..');

/** The sources of what runs in the guest. */
export const GUEST_SOURCES = { module: join(ROOT, 'module'), guest: join(ROOT, 'guest') } as const;

/** The sources of a folder by name, in order; built files that lie there are not among them. */
export function sourcesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^(?:Kbuild|.*\.[ch])$/.test(name) && !name.endsWith('.mod.c'))
    .sort();
}

/** A short name for what all the sources of some folders and some words say. */
export function fingerprint(folders: readonly string[], words: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of sourcesOf(folder)) {
      hash
        .update(`${name}\0`)
        .update(readFileSync(join(folder, name)))
        .update('\0');
    }
  }
  for (const word of words) hash.update(`${word}\0`);
  return hash.digest('hex').slice(0, 16);
}
