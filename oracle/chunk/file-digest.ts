// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { InputError } from '../scenario/input-error';
import { isSystemError } from '../scenario/system-error';

/** Digests by path, size and time of the last change: each chunk of a file asks. */
const known = new Map<string, string>();

/**
 * The SHA-256 of a file's content, in hexadecimal digits.
 * @throws InputError if it cannot be read.
 */
export async function vectorsDigest(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = statSync(file);
    const key = `${file} ${size} ${mtimeMs}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk);
    const digest = hash.digest('hex');
    known.set(key, digest);
    return digest;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new InputError({ file }, `expected a file that can be read, got ${error.message}`);
  }
}
