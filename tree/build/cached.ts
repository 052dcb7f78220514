// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../oracle/package/cache';

/** All that the files of a folder say. */
export function textsOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** What this process is making: trees are compiled side by side, and all of them need the host. */
const UNDER_WAY = new Map<string, Promise<string>>();

/** A folder of the cache, made by whoever needs it first. */
export async function cached(
  key: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const trees = join(cacheFolder(), 'trees');
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 24);
  const place = join(trees, name);
  const other = UNDER_WAY.get(place);
  if (other !== undefined) return other;
  if (existsSync(place)) return place;
  const made = makeCached(trees, place, make).finally(() => UNDER_WAY.delete(place));
  UNDER_WAY.set(place, made);
  return made;
}

async function makeCached(
  trees: string,
  place: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  mkdirSync(trees, { recursive: true });
  const folder = mkdtempSync(join(trees, 'unfinished-'));
  try {
    await make(folder);
    renameSync(folder, place);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    // Somebody else was faster: theirs is the same.
    if (!existsSync(place)) throw error;
  }
  return place;
}
