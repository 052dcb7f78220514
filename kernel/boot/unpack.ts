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
import { findCommand, runExternal } from './command';
import { digestOf } from './damaged';
import { type KernelRecord, kernelsFolder, RECORD_FILE } from './kernel';
import { pickModules } from './modules';
import { extractVmlinux } from './vmlinux';

/**
 * Unpacks a kernel's packages and makes them usable where they are: image uncompressed, headers'
 * paths their own, modules picked. The kernel appears under its name when it is whole.
 *
 * @param packages the files of image and headers.
 */
export async function unpackKernel(
  packages: readonly string[],
  { series, release, version }: Pick<KernelRecord, 'series' | 'release' | 'version'>,
): Promise<void> {
  const final = join(kernelsFolder(), series);
  const folder = `${final}.${process.pid}.tmp`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    for (const file of packages) await runExternal('dpkg-deb', ['-x', file, folder]);
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
    for (const part of ['boot', 'lib']) rmSync(join(folder, part), { recursive: true });
    const files = ['vmlinux', ...modules.map(({ file }) => file)];
    const sha256 = Object.fromEntries(files.map((name) => [name, digestOf(join(folder, name))]));
    const about = { series, release, version, vmlinux: 'vmlinux', headers, modules };
    const record: KernelRecord = { ...about, sha256 };
    writeFileSync(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
    rmSync(final, { recursive: true, force: true });
    renameSync(folder, final);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The headers' Makefile includes another one by its absolute place. */
function ownPaths(headers: string, usr: string): void {
  const makefile = join(headers, 'Makefile');
  const text = readFileSync(makefile, 'utf8');
  writeFileSync(makefile, text.replaceAll(/(?<=^include )\/usr(?=\/)/gm, usr));
}

/** The files of downloaded packages in a folder. */
export function packageFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name))
    .sort((one, other) => relative(folder, one).localeCompare(relative(folder, other)));
}
