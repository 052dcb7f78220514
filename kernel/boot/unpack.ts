// SPDX-License-Identifier: GPL-2.0-or-later
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { findCommand, runExternal } from './command';
import { digestOf } from './damaged';
import { type KernelRecord, kernelsFolder, RECORD_FILE } from './kernel';
import { extractVmlinux } from './vmlinux';

/** What the guest loads of the kernel's own modules, if they are not built in. */
const WANTED_MODULES: readonly { readonly name: string; readonly parameters: string }[] = [
  { name: 'virtio_pci', parameters: '' },
  { name: 'virtio_console', parameters: '' },
  // 64 MiB of RAM disk, for swap.
  { name: 'brd', parameters: 'rd_nr=1 rd_size=65536' },
];

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
    const modules = await pickModules(folder, release);
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

/**
 * Copies the wanted modules and what they need, uncompressed, into `modules/`.
 * @returns them in load order; those that are built in are left out.
 */
async function pickModules(folder: string, release: string): Promise<KernelRecord['modules']> {
  const tree = join(folder, 'lib', 'modules', release);
  await runExternal(findCommand('depmod') ?? 'depmod', ['-b', folder, release]);
  const builtIn = new Set(readLines(join(tree, 'modules.builtin')).map(moduleName));
  const order = loadOrder(readLines(join(tree, 'modules.dep')), builtIn);
  mkdirSync(join(folder, 'modules'));
  const picked: { file: string; parameters: string }[] = [];
  for (const { path, parameters } of order) {
    const file = join('modules', `${moduleName(path)}.ko`);
    await uncompress(join(tree, path), join(folder, file));
    picked.push({ file, parameters });
  }
  return picked;
}

/**
 * Each wanted module after what it needs: `a.ko: b.ko c.ko` names them in the reverse of load
 * order.
 */
function loadOrder(
  lines: readonly string[],
  builtIn: ReadonlySet<string>,
): { readonly path: string; readonly parameters: string }[] {
  const found = new Map<string, string>();
  for (const { name, parameters } of WANTED_MODULES) {
    const line = lines.find((one) => moduleName(one.split(':')[0] ?? '') === name);
    if (line === undefined && !builtIn.has(name)) throw new Error(`the kernel has no ${name}`);
    if (line === undefined) continue;
    const [path = '', needs = ''] = line.split(':');
    for (const need of needs
      .split(' ')
      .filter((one) => one !== '')
      .reverse()) {
      if (!found.has(need)) found.set(need, '');
    }
    found.set(path, parameters);
  }
  return [...found].map(([path, parameters]) => ({ path, parameters }));
}

function readLines(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n');
}

/** `kernel/drivers/block/brd.ko.xz` is brd. */
function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(?:\.\w+)?$/, '')
    .replaceAll('-', '_');
}

async function uncompress(from: string, to: string): Promise<void> {
  if (from.endsWith('.xz')) await runExternal('xz', ['-dc', from], { into: to });
  else if (from.endsWith('.zst')) await runExternal('zstd', ['-dcq', from], { into: to });
  else copyFileSync(from, to);
}

/** The files of downloaded packages in a folder. */
export function packageFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name))
    .sort((one, other) => relative(folder, one).localeCompare(relative(folder, other)));
}
