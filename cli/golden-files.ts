// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFile } from '../oracle/package/files';

/** The files that `--vectors` names: the golden vectors if it is not given, none for `--no-vectors`. */
export function vectorFiles(given: readonly string[] | false | undefined): readonly string[] {
  if (given === false) return [];
  if (given !== undefined) return given;
  const golden = relative('.', packageFile('fixtures', 'golden'));
  return readdirSync(golden)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(golden, name));
}
