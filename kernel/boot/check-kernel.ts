// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { damaged, digestOf, isWholeElf } from './damaged';
import type { InstalledKernel } from './kernel';

/**
 * Finds out whether an unpacked kernel is still what was unpacked: whatever a damaged one did in a
 * guest would be said of the kernel. Of one without digests it can only be told whether its files
 * are whole.
 *
 * @throws InputError that names the file which is damaged.
 */
export function checkKernel({ folder, sha256, vmlinux, modules }: InstalledKernel): void {
  for (const file of [vmlinux, ...modules.map((one) => one.file)]) {
    if (!existsSync(file) || (sha256 === undefined && !isWholeElf(readFileSync(file)))) {
      throw damaged(file, folder, 'a whole file of an unpacked kernel');
    }
  }
  for (const [name, expected] of Object.entries(sha256 ?? {})) {
    const file = join(folder, name);
    if (!existsSync(file) || digestOf(file) !== expected) {
      throw damaged(file, folder, `the file that was unpacked (SHA-256 ${expected})`);
    }
  }
}
