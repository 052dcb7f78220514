// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { codeFile, FROM_SOURCE, packageFile, packageVersion } from './files';

/** The folders with code that a result can depend on. */
const JUDGING = ['mm', 'legacy', 'modern', 'oracle'];
const DIGITS = 12;

let known: string | undefined;

/**
 * Names the code that runs: the version, and a digest of every file that a result can depend on. Two
 * builds that differ in one line have different names, so that results of both are never added up.
 */
export function buildName(): string {
  known ??= `${packageVersion()}-${codeDigest()}`;
  return known;
}

function codeDigest(): string {
  const hash = createHash('sha256');
  const extension = FROM_SOURCE ? '.ts' : '.js';
  for (const folder of JUDGING) {
    const names = readdirSync(codeFile(folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => extname(one) === extension).sort()) {
      hash.update(`${join(folder, name)}\0`).update(readFileSync(codeFile(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, DIGITS);
}

/** The commit of the checkout that runs, with `+` if files were changed; null outside of one. */
export function commitName(): string | null {
  if (!FROM_SOURCE) return null;
  const folder = packageFile();
  const described = spawnSync('git', ['describe', '--always', '--dirty=+', '--abbrev=12'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return described.status === 0 ? described.stdout.trim() : null;
}
