// SPDX-License-Identifier: GPL-2.0-or-later
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runExternal } from '../../oracle/debian/command';
import { inTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import type { InstalledKernel } from './kernel';

/** What goes into the guest. */
export interface InitramfsParts {
  readonly kernel: InstalledKernel;
  /** The built module and program: see `buildModule` and `buildGuest`. */
  readonly module: string;
  readonly guest: string;
  /** The text of a recipe: see `protocol.md`. */
  readonly recipe: string;
}

/**
 * Everything in an archive has the same owner and age, so that the same parts give the same bytes.
 */
const CPIO = ['--quiet', '-o', '-H', 'newc', '--owner=0:0', '--reproducible'];

/** Writes the guest's root file system as a cpio archive. */
export async function makeInitramfs(parts: InitramfsParts, file: string): Promise<void> {
  await inTemporaryFolder('initramfs', async (folder) => {
    const names = fill(folder, parts);
    await runExternal('cpio', CPIO, { cwd: folder, input: `${names.join('\n')}\n`, into: file });
  });
}

function fill(folder: string, { kernel, module, guest, recipe }: InitramfsParts): string[] {
  const modules = [...kernel.modules, { file: module, parameters: '' }];
  mkdirSync(join(folder, 'modules'));
  for (const { file } of modules) copyFileSync(file, join(folder, 'modules', basename(file)));
  const order = modules.map(({ file, parameters }) => `${basename(file)} ${parameters}`.trimEnd());
  writeFileSync(join(folder, 'modules', 'order'), `${order.join('\n')}\n`);
  copyFileSync(guest, join(folder, 'init'));
  chmodSync(join(folder, 'init'), 0o755);
  writeFileSync(join(folder, 'recipe'), recipe);
  const files = modules.map(({ file }) => join('modules', basename(file)));
  return ['init', 'recipe', 'modules', 'modules/order', ...files];
}
