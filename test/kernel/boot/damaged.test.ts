// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkKernel } from '../../../kernel/boot/check-kernel';
import { digestOf } from '../../../kernel/boot/damaged';
import { findKernels } from '../../../kernel/boot/kernel';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'hmm-pfn-cache-'));
  vi.stubEnv('HMM_PFN_CACHE', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

/** A file as long as an ELF header says that it is: its table of sections is its last 64 bytes. */
function elf(bytes: number): Buffer {
  const file = Buffer.alloc(bytes);
  file.write('\x7fELF', 'latin1');
  file.writeBigUInt64LE(BigInt(bytes - 64), 0x28);
  file.writeUInt16LE(64, 0x3a);
  file.writeUInt16LE(1, 0x3c);
  return file;
}

/** Unpacks a kernel of two files, with its digests in the record or without. */
function unpacked(digests: boolean): string {
  const folder = join(cache, 'kernels', '6.1');
  mkdirSync(join(folder, 'modules'), { recursive: true });
  writeFileSync(join(folder, 'vmlinux'), elf(4096));
  writeFileSync(join(folder, 'modules', 'brd.ko'), elf(512));
  const names = ['vmlinux', 'modules/brd.ko'];
  const sha256 = Object.fromEntries(names.map((name) => [name, digestOf(join(folder, name))]));
  const modules = [{ file: 'modules/brd.ko', parameters: '' }];
  const about = { series: '6.1', release: '6.1.0-1-amd64', version: '6.1.1-1' };
  const record = { ...about, vmlinux: 'vmlinux', headers: 'usr', modules };
  writeFileSync(
    join(folder, 'kernel.json'),
    JSON.stringify(digests ? { ...record, sha256 } : record),
  );
  return folder;
}

function checked(): unknown {
  try {
    for (const kernel of findKernels()) checkKernel(kernel);
    return 'as unpacked';
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

it.each([true, false])('a kernel that nobody touched is as unpacked (digests: %j)', (digests) => {
  unpacked(digests);
  expect(findKernels()).toHaveLength(1);
  expect(checked()).toBe('as unpacked');
});

it.each([
  ['vmlinux', true],
  ['vmlinux', false],
  ['modules/brd.ko', true],
  ['modules/brd.ko', false],
])('%s cut short is named (digests: %j)', (name, digests) => {
  const folder = unpacked(digests);
  truncateSync(join(folder, name), 300);
  const help = `the cache is damaged: remove ${folder}, and install the kernel again`;
  expect(checked()).toContain(`${join(folder, name)}: expected `);
  expect(checked()).toContain(`got something else; ${help}`);
});

it('a changed or missing file is named', () => {
  const folder = unpacked(true);
  const file = join(folder, 'vmlinux');
  const bytes = elf(4096);
  bytes[2000] = 1;
  writeFileSync(file, bytes);
  expect(checked()).toContain(`${file}: expected the file that was unpacked (SHA-256 `);
  rmSync(file);
  expect(checked()).toContain(
    `${file}: expected a whole file of an unpacked kernel, got nothing; `,
  );
});

it.each(['', '{"series":', '{"series":"6.1","series":"6.1"}', '{}'])(
  'a record that is none is named: %j',
  (text) => {
    const file = join(unpacked(true), 'kernel.json');
    writeFileSync(file, text);
    expect(checked()).toContain(
      `${file}: expected the record of an unpacked kernel, got something`,
    );
  },
);
