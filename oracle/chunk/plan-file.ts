// SPDX-License-Identifier: GPL-2.0-or-later
import { scanDocuments } from '../scenario/documents';
import { InputError } from '../scenario/input-error';
import { vectorsDigest } from './file-digest';
import type { PlannedFile } from './plan';

/** Documents a chunk: some tenths of a second. */
const DOCUMENTS = 2_000;

/**
 * Plans the chunks of a file of vectors: reads it once, without looking at what the documents say.
 * @throws InputError for a line that is no document, and if the file cannot be read more than once.
 */
export async function planFile(file: string): Promise<PlannedFile> {
  if (file === '-') {
    const expected = 'a file, as each chunk reads its part of it again';
    throw new InputError({ file: '<stdin>' }, `expected ${expected}, got the standard input`);
  }
  const sha256 = await vectorsDigest(file);
  const starts: number[] = [];
  let documents = 0;
  for await (const document of scanDocuments(file)) {
    if ('error' in document) throw document.error;
    if (documents++ % DOCUMENTS === 0) starts.push(starts.length === 0 ? 1 : document.line);
  }
  if (documents === 0) throw new InputError({ file }, 'expected scenarios, got none');
  return { file, sha256, documents, starts };
}
