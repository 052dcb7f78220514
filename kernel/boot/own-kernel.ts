// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandError } from '../../oracle/debian/command';
import { InputError } from '../../oracle/scenario/input-error';
import { type BuildOptions, missingOptions, needsModules, readOptions } from './build-options';
import { isWholeElf } from './damaged';
import type { InstalledKernel } from './kernel';
import { pickModules } from './modules';
import { extractVmlinux, releaseOfImage } from './vmlinux';

/** Where a kernel that somebody has built lies. */
export interface OwnKernelPlaces {
  /** A bzImage, or an uncompressed `vmlinux` with a PVH entry. */
  readonly image: string;
  /** The folder that it was built in, or its headers: where a module is built against it. */
  readonly build: string;
  /** Its folder `lib/modules/RELEASE`; that of this machine if not given. */
  readonly modules?: string;
}

/** Modules are stamped with it; a distribution's `kernel.release` may say something else. */
const RELEASE = join('include', 'generated', 'utsrelease.h');
/** The first two numbers of a release. */
const SERIES = /^\d+\.\d+/;
const OPTIONS = join('include', 'config', 'auto.conf');
const SYMBOLS = 'Module.symvers';

/**
 * A kernel of somebody's own, as one that can be booted; nothing is installed or changed.
 *
 * @param folder an empty folder for the uncompressed image and the modules.
 * @throws InputError if image and build do not belong together, are not whole, or lack what the
 *   guest needs.
 */
export async function ownKernel(
  { image, build, modules }: OwnKernelPlaces,
  folder: string,
): Promise<InstalledKernel> {
  const release = releaseOf(build);
  const config = readPart(build, OPTIONS);
  const symbols = readPart(build, SYMBOLS);
  const options = readOptions(config.toString());
  const missing = missingOptions(options);
  if (missing.length > 0) {
    throw new InputError(
      { file: join(build, OPTIONS) },
      `the guest needs a kernel with ${missing.map((name) => `CONFIG_${name}`).join(', ')}`,
    );
  }
  const bytes = readFile(image, 'a kernel image');
  const vmlinux = await bootable(image, bytes, options, folder);
  checkRelease(image, bytes, release);
  return {
    series: SERIES.exec(release)?.[0] ?? release,
    release,
    version: digest([bytes, config, symbols]),
    folder,
    vmlinux,
    headers: resolve(build),
    modules: await ownModules(options, modules ?? join('/lib/modules', release), folder),
    own: true,
  };
}

/** The file that the emulator boots: of a bzImage the kernel within it, if that can be entered. */
async function bootable(
  image: string,
  bytes: Buffer,
  options: BuildOptions,
  folder: string,
): Promise<string> {
  const isElf = bytes.toString('latin1', 0, 4) === '\u007fELF';
  if (isElf && !isWholeElf(bytes)) throw new InputError({ file: image }, 'the file is cut short');
  const hasEntry = options.get('PVH') === 'y';
  if (isElf) {
    if (hasEntry) return resolve(image);
    throw new InputError({ file: image }, 'a vmlinux boots with CONFIG_PVH only; give the bzImage');
  }
  const file = join(folder, 'vmlinux');
  try {
    if (!hasEntry) return resolve(image);
    await extractVmlinux(image, file);
    return file;
  } catch (error) {
    throw error instanceof CommandError ? error : unusable(image, error);
  }
}

function checkRelease(image: string, bytes: Buffer, release: string): void {
  const found = releaseOfImage(bytes);
  if (found === release) return;
  const got = found === undefined ? 'an image that does not say its release' : `that of ${found}`;
  throw new InputError({ file: image }, `expected the image of ${release}, got ${got}`);
}

async function ownModules(
  options: BuildOptions,
  tree: string,
  folder: string,
): Promise<InstalledKernel['modules']> {
  if (!needsModules(options)) return [];
  if (!existsSync(join(tree, 'modules.dep'))) {
    throw new InputError(
      { file: tree },
      'expected the installed modules of the kernel (modules.dep): run make modules_install, give their folder with --modules, or build virtio_pci, virtio_console and brd in',
    );
  }
  const into = join(folder, 'modules');
  mkdirSync(into);
  try {
    const picked = await pickModules(tree, into);
    return picked.map((one) => ({ ...one, file: join(into, one.file) }));
  } catch (error) {
    throw error instanceof CommandError ? error : unusable(tree, error);
  }
}

function unusable(file: string, error: unknown): unknown {
  return error instanceof Error ? new InputError({ file }, error.message) : error;
}

function releaseOf(build: string): string {
  const release = /^#define UTS_RELEASE "(\d[^"]*)"/m.exec(String(readPart(build, RELEASE)))?.[1];
  if (release !== undefined && SERIES.test(release)) return release;
  throw new InputError(
    { file: join(build, RELEASE) },
    'expected a release in UTS_RELEASE, got none',
  );
}

function readPart(build: string, name: string): Buffer {
  return readFile(join(build, name), 'a part of a kernel that was built (make, make modules)');
}

function readFile(file: string, expected: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new InputError({ file }, `expected ${expected}, got no file that can be read`);
  }
}

/** Short, and another one for each build: what is built against one is not loaded into another. */
function digest(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0`).update(part);
  return hash.digest('hex').slice(0, 16);
}
