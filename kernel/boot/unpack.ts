// SPDX-License-Identifier: GPL-2.0-or-later
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { CommandError, findCommand, runExternal } from '../../oracle/debian/command';
import { digestOf } from './damaged';
import { type KernelRecord, kernelsFolder, RECORD_FILE } from './kernel';
import { pickModules } from './modules';
import { forgetNewerCompiler, useLibraries } from './newer-build';
import { extractVmlinux } from './vmlinux';

/**
 * Unpacks a kernel's packages and makes them usable where they are: image uncompressed, headers'
 * paths their own, modules picked. The kernel appears under its name when it is whole.
 *
 * @param packages the files of image and headers.
 * @param libraries the files of libraries that its build tools need and the machine has not.
 */
export async function unpackKernel(
  packages: readonly string[],
  { series, bits, release, version }: Pick<KernelRecord, 'series' | 'bits' | 'release' | 'version'>,
  libraries: readonly string[] = [],
): Promise<void> {
  const final = join(kernelsFolder(), bits === undefined ? series : `${series}-${bits}`);
  const folder = `${final}.${process.pid}.tmp`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const file of packages) await runExternal('dpkg-deb', ['-x', file, folder]);
    mergedUsr(folder, release);
    await extractVmlinux(join(folder, 'boot', `vmlinuz-${release}`), join(folder, 'vmlinux'));
    await runExternal(findCommand('depmod') ?? 'depmod', ['-b', folder, release]);
    mkdirSync(join(folder, 'modules'));
    const picked = await pickModules(
      join(folder, 'lib', 'modules', release),
      join(folder, 'modules'),
    );
    const modules = picked.map((one) => ({ ...one, file: join('modules', one.file) }));
    const headers = join('usr', 'src', `linux-headers-${release}`);
    ownPaths(join(folder, headers), join(final, 'usr'));
    if (libraries.length > 0) await newerBuild(folder, final, headers, libraries);
    for (const part of ['boot', 'lib']) rmSync(join(folder, part), { recursive: true });
    const files = ['vmlinux', ...modules.map(({ file }) => file)];
    const sha256 = Object.fromEntries(files.map((name) => [name, digestOf(join(folder, name))]));
    const width = bits === undefined ? {} : { bits };
    const about = { series, ...width, release, version, vmlinux: 'vmlinux', headers, modules };
    const record: KernelRecord = { ...about, sha256 };
    writeFileSync(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From 7.2 on, all of a kernel lies in `/usr/lib/modules`: it gets the places of older packages. */
function mergedUsr(folder: string, release: string): void {
  const merged = join(folder, 'usr', 'lib', 'modules');
  if (!existsSync(merged)) return;
  for (const part of ['lib', 'boot']) mkdirSync(join(folder, part), { recursive: true });
  renameSync(merged, join(folder, 'lib', 'modules'));
  renameSync(
    join(folder, 'lib', 'modules', release, 'vmlinuz'),
    join(folder, 'boot', `vmlinuz-${release}`),
  );
}

/** Makes the headers of a kernel usable that was built with newer tools than the machine has. */
async function newerBuild(
  folder: string,
  final: string,
  headers: string,
  libraries: readonly string[],
): Promise<void> {
  for (const file of libraries) {
    await runExternal('dpkg-deb', ['-x', file, join(folder, 'libraries')]);
  }
  const tools = readdirSync(join(folder, 'usr', 'lib')).find((name) => /^linux-kbuild-/.test(name));
  if (tools === undefined) throw new CommandError('dpkg-deb', 'the packages hold no build tools');
  const place = join('usr', 'lib', tools);
  useLibraries(join(folder, place), join(final, place), join(final, 'libraries'));
  forgetNewerCompiler(join(folder, headers));
}

/** The headers' Makefile includes another one by its absolute place. */
function ownPaths(headers: string, usr: string): void {
  const makefile = join(headers, 'Makefile');
  const text = readFileSync(makefile, 'utf8');
  writeFileSync(makefile, text.replaceAll(/(?<=^(?:include |KBUILD_OUTPUT=))\/usr(?=\/)/gm, usr));
}

/** The files of downloaded packages in a folder. */
export function packageFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name))
    .sort((one, other) => relative(folder, one).localeCompare(relative(folder, other)));
}
