// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import type { InstalledKernel } from './kernel';

/** Where an ELF file of 64 bits says where its table of sections is, which is at its end. */
const ELF = {
  magic: '\u007fELF',
  bytes: 64,
  offset: 0x28,
  entryBytes: 0x3a,
  entries: 0x3c,
} as const;

/** The SHA-256 of a file. */
export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

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

/** The error for a file of the cache that is not what it was. */
export function damaged(file: string, folder: string, expected: string): InputError {
  const got = existsSync(file) ? 'something else' : 'nothing';
  const help = `the cache is damaged: remove ${folder}, and install the kernel again`;
  return new InputError({ file }, `expected ${expected}, got ${got}; ${help}`);
}

function isWholeElf(bytes: Buffer): boolean {
  if (bytes.length < ELF.bytes || bytes.toString('latin1', 0, 4) !== ELF.magic) return false;
  const size = bytes.readUInt16LE(ELF.entryBytes) * bytes.readUInt16LE(ELF.entries);
  return Number(bytes.readBigUInt64LE(ELF.offset)) + size <= bytes.length;
}
