// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { InputError } from '../../oracle/scenario/input-error';
import { parseJsonFile } from '../../oracle/scenario/json';
import { damaged } from './damaged';
import { cacheFolder } from './files';

/** A kernel that was unpacked and can be booted. All paths are absolute. */
export interface InstalledKernel {
  /** The first two numbers of its version, `6.1`. */
  readonly series: string;
  /** Of how many bits its `unsigned long` is, and so a word of `hmm_pfns[]`; 64 if not given. */
  readonly bits?: 32;
  /** What `uname -r` says in it. */
  readonly release: string;
  /** The version of its package. */
  readonly version: string;
  readonly folder: string;
  /** The image that is booted: uncompressed, unless it is one's own without a PVH entry. */
  readonly vmlinux: string;
  /** Where a module is built against it. */
  readonly headers: string;
  /** Modules of its own that the guest needs, in load order, with their parameters. */
  readonly modules: readonly { readonly file: string; readonly parameters: string }[];
  /** What image and modules were when they were unpacked, by their names in the folder. */
  readonly sha256?: Readonly<Record<string, string>>;
  /** Somebody built it; it was not unpacked from packages, and nothing of it is in the cache. */
  readonly own?: true;
}

/** What is written beside an unpacked kernel when it is whole; paths are relative to its folder. */
const Record = Type.Object(
  {
    series: Type.String(),
    bits: Type.Optional(Type.Literal(32)),
    release: Type.String(),
    version: Type.String(),
    vmlinux: Type.String(),
    headers: Type.String(),
    modules: Type.Array(
      Type.Object(
        { file: Type.String(), parameters: Type.String() },
        { additionalProperties: false },
      ),
    ),
    // A cache of an earlier version has none.
    sha256: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { additionalProperties: false },
);

/** The record of a kernel, without where it lies. */
export type KernelRecord = Omit<InstalledKernel, 'folder' | 'own'>;

export const RECORD_FILE = 'kernel.json';

/** How wide an `unsigned long` of a kernel is. */
export function bitsOf({ bits }: Pick<InstalledKernel, 'bits'>): 32 | 64 {
  return bits ?? 64;
}

/** Where unpacked kernels lie, one folder a series and width. */
export function kernelsFolder(): string {
  return join(cacheFolder(), 'kernels');
}

function readKernel(folder: string): InstalledKernel | undefined {
  const file = join(folder, RECORD_FILE);
  if (!existsSync(file)) return undefined;
  const record = readRecord(file, folder);
  if (!Value.Check(Record, record)) throw damaged(file, folder, RECORD);
  const inside = (path: string): string => join(folder, path);
  return {
    ...record,
    folder,
    vmlinux: inside(record.vmlinux),
    headers: inside(record.headers),
    modules: record.modules.map((one) => ({ ...one, file: inside(one.file) })),
  };
}

const RECORD = 'the record of an unpacked kernel';

function readRecord(file: string, folder: string): unknown {
  try {
    return parseJsonFile(readFileSync(file), file);
  } catch (error) {
    throw error instanceof InputError ? damaged(file, folder, RECORD) : error;
  }
}

/**
 * The kernels that were installed, oldest series first; one that was left half-done is none.
 * @throws InputError if the record of one cannot be read.
 */
export function findKernels(): readonly InstalledKernel[] {
  const folder = kernelsFolder();
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => readKernel(join(folder, name)))
    .filter((kernel) => kernel !== undefined)
    .sort((one, other) => one.series.localeCompare(other.series, 'en', { numeric: true }));
}

/** The kernel of a series and a width that was installed, if one was. */
export function findKernel(series: string, bits: 32 | 64 = 64): InstalledKernel | undefined {
  return findKernels().find((one) => one.series === series && bitsOf(one) === bits);
}
