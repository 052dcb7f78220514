// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../oracle/scenario/input-error';

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

/** The error for a file of the cache that is not what it was. */
export function damaged(file: string, folder: string, expected: string): InputError {
  const got = existsSync(file) ? 'something else' : 'nothing';
  const help = `the cache is damaged: remove ${folder}, and install the kernel again`;
  return new InputError({ file }, `expected ${expected}, got ${got}; ${help}`);
}

/** Whether a file is as long as its own head says. */
export function isWholeElf(bytes: Buffer): boolean {
  if (bytes.length < ELF.bytes || bytes.toString('latin1', 0, 4) !== ELF.magic) return false;
  const size = bytes.readUInt16LE(ELF.entryBytes) * bytes.readUInt16LE(ELF.entries);
  return Number(bytes.readBigUInt64LE(ELF.offset)) + size <= bytes.length;
}
