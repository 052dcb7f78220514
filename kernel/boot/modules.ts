// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runExternal } from '../../oracle/debian/command';
import type { KernelRecord } from './kernel';

/** A module of the kernel's own that the guest needs unless it is built in. */
interface WantedModule {
  readonly name: string;
  /** The option of the kernel's configuration that makes it. */
  readonly option: string;
  readonly parameters: string;
}

/** What the guest loads of the kernel's own modules, if they are not built in. */
export const WANTED_MODULES: readonly WantedModule[] = [
  { name: 'virtio_pci', option: 'VIRTIO_PCI', parameters: '' },
  { name: 'virtio_console', option: 'VIRTIO_CONSOLE', parameters: '' },
  // 64 MiB of RAM disk, for swap.
  { name: 'brd', option: 'BLK_DEV_RAM', parameters: 'rd_nr=1 rd_size=65536' },
];

/**
 * Copies the wanted modules and what they need, uncompressed.
 *
 * @param tree a folder `lib/modules/RELEASE` with its `modules.dep`.
 * @param into the folder that gets them.
 * @returns their names there in load order; those that are built in are left out.
 * @throws Error if the kernel has not got one.
 */
export async function pickModules(tree: string, into: string): Promise<KernelRecord['modules']> {
  const builtIn = new Set(readLines(join(tree, 'modules.builtin')).map(moduleName));
  const order = loadOrder(readLines(join(tree, 'modules.dep')), builtIn);
  const picked: { file: string; parameters: string }[] = [];
  for (const { path, parameters } of order) {
    const file = `${moduleName(path)}.ko`;
    await uncompress(join(tree, path), join(into, file));
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
