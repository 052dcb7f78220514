// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageFile } from './files';

/** The golden vectors: files of results that were measured from kernel code, as seen from here. */
export function goldenFiles(): readonly string[] {
  const folder = relative('.', packageFile('fixtures', 'golden'));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(folder, name));
}
