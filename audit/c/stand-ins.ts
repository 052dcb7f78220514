// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { isFile } from '../../oracle/scenario/stats';
import { HEADERS } from './folders';

const INCLUDE = /^[ \t]{0,40}#[ \t]{0,40}include[ \t]{0,40}[<"]([^>"\n]{1,400})[>"]/gm;
const STAND_IN = '#include <hmm-audit/kernel.h>\n';

/**
 * Makes a header for every one that the files include and that nobody has: it brings all names that
 * this project ships. So a driver's file compiles as it is, as far as its functions need no others.
 *
 * @param files C sources; headers beside them are used, and looked through too.
 * @param folder where the headers are put.
 * @param folders where else headers are looked for (`-I`).
 * @returns the names of the headers that were made.
 */
export async function makeStandIns(
  files: readonly string[],
  folder: string,
  folders: readonly string[],
): Promise<readonly string[]> {
  const made = new Set<string>();
  const seen = new Set<string>();
  const left = [...files];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, name = ''] of text.matchAll(INCLUDE)) {
      if (existsSync(join(HEADERS, name))) continue;
      const places = [dirname(file), ...folders].map((place) => join(place, name));
      const found = places.find((place) => existsSync(place));
      // What is no file is the compiler's to refuse: a pipe could be waited for without end.
      if (found !== undefined) left.push(...(isFile(found) ? [found] : []));
      else if (isInside(name)) made.add(normalize(name));
    }
  }
  for (const name of made) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), STAND_IN);
  }
  return [...made].sort();
}

/** Not of a name that leads out of the folder. */
function isInside(name: string): boolean {
  return !name.startsWith('/') && !normalize(name).startsWith('..');
}
