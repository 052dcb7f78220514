// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { InputError } from '../../oracle/scenario/input-error';
import { MANIFEST_NAME } from '../manifest';
import { readManifest } from '../read-manifest';
import type { OwnFiles } from './staging';

/** What an earlier run wrote into a folder, by its manifest; nothing if that is none of ours. */
export async function ownFiles(folder: string): Promise<OwnFiles> {
  try {
    const found = await readManifest(folder);
    if (found === undefined) return new Map();
    const digest = createHash('sha256').update(found.text).digest('hex');
    const files = found.manifest.files.map(({ name, sha256 }) => [name, sha256] as const);
    return new Map([...files, [MANIFEST_NAME, digest]]);
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  }
}
