// SPDX-License-Identifier: GPL-2.0-or-later
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/schema';
import { firstProblem } from '../oracle/scenario/explain';
import { InputError, refuse } from '../oracle/scenario/input-error';
import { parseJson, utf8Text } from '../oracle/scenario/json';
import { exhaustedResource, isSystemError, systemErrorCode } from '../oracle/scenario/system-error';
import { FORM_NAME, FORM_VERSION } from './formats/renderer';
import { MANIFEST_NAME, type Manifest, ManifestSchema } from './manifest';

const manifestCheck = Compile(ManifestSchema);

/** A manifest, and its bytes. */
export interface ManifestOnDisk {
  readonly file: string;
  readonly text: string;
  readonly manifest: Manifest;
}

/**
 * Reads the manifest of a folder; undefined if there is none.
 * @throws InputError if it cannot be read, is none of ours, or is of a newer version.
 */
export async function readManifest(folder: string): Promise<ManifestOnDisk | undefined> {
  const file = join(folder, MANIFEST_NAME);
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const value = parseJson(text, { file });
  refuseNewer(value, file);
  if (!manifestCheck.Check(value)) {
    const problem = firstProblem(ManifestSchema, value);
    return refuse(
      { file },
      problem ?? { field: '', expected: 'a manifest of fixtures', got: value },
    );
  }
  return { file, text, manifest: value };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return utf8Text(await readFile(file), { file });
  } catch (error) {
    const code = systemErrorCode(error);
    if (!isSystemError(error) || exhaustedResource(error) !== undefined) throw error;
    if (code === 'ENOENT') return undefined;
    throw new InputError({ file }, error.message);
  }
}

function refuseNewer(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return;
  const [, name, version] = /^([a-z-]+)\/(\d+)$/.exec(String(value.schema)) ?? [];
  if (name !== FORM_NAME || Number(version) <= FORM_VERSION) return;
  throw newerForm({ file }, Number(version));
}

/** The error for what a newer version of this tool has written. */
export function newerForm(
  place: { readonly file: string; readonly line?: number },
  version: number,
): InputError {
  return new InputError(
    place,
    `was written by a newer version of hmm-pfn: its form is ${FORM_NAME}/${version}, ` +
      `this version reads up to ${FORM_NAME}/${FORM_VERSION}`,
  );
}
