// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { extractVmlinux, payloadOf } from '../../../kernel/boot/vmlinux';
import { describeWith, temporaryFolder } from './support';

const folder = temporaryFolder();
const KERNEL = Buffer.from('an uncompressed kernel '.repeat(500));

/** A bzImage of two setup sectors, a protected-mode part and the kernel 64 bytes into it. */
function bzImage(packed: Buffer, length = KERNEL.length): Buffer {
  const setup = Buffer.alloc(3 * 512);
  setup.writeUInt8(2, 0x1f1);
  setup.write('HdrS', 0x202, 'latin1');
  setup.writeUInt16LE(0x20f, 0x206);
  setup.writeUInt32LE(64, 0x248);
  setup.writeUInt32LE(packed.length + 4, 0x24c);
  const behind = Buffer.alloc(4);
  behind.writeUInt32LE(length);
  return Buffer.concat([setup, Buffer.alloc(64, 0x90), packed, behind, Buffer.alloc(100)]);
}

it('finds the compressed kernel and the length after it', () => {
  const packed = gzipSync(KERNEL);
  const { data, length } = payloadOf(bzImage(packed));
  expect(data.equals(packed)).toBe(true);
  expect(length).toBe(KERNEL.length);
});

it('refuses what is no bzImage, is too old, or is cut short', () => {
  const image = bzImage(gzipSync(KERNEL));
  expect(() => payloadOf(Buffer.alloc(4096))).toThrow('no setup header');
  expect(() => payloadOf(image.subarray(0, 512))).toThrow('no setup header');
  expect(() => payloadOf(image.subarray(0, image.length - 101))).toThrow('cut short');
  const old = Buffer.from(image);
  old.writeUInt16LE(0x207, 0x206);
  expect(() => payloadOf(old)).toThrow('boot protocol 2.08');
});

describeWith('gzip', 'extracting', () => {
  it('writes the kernel as it was', async () => {
    const image = join(folder, 'vmlinuz');
    const file = join(folder, 'vmlinux');
    writeFileSync(image, bzImage(gzipSync(KERNEL)));
    await extractVmlinux(image, file);
    expect(readFileSync(file).equals(KERNEL)).toBe(true);
  });

  it('notices a kernel of another length than announced', async () => {
    const image = join(folder, 'vmlinuz-wrong');
    writeFileSync(image, bzImage(gzipSync(KERNEL), KERNEL.length + 1));
    await expect(extractVmlinux(image, join(folder, 'wrong'))).rejects.toThrow(
      `expected ${KERNEL.length + 1} bytes, got ${KERNEL.length}`,
    );
  });

  it('names a compression that it does not know', async () => {
    const image = join(folder, 'vmlinuz-lzo');
    writeFileSync(image, bzImage(Buffer.from('\x89LZO and so on', 'latin1')));
    await expect(extractVmlinux(image, join(folder, 'lzo'))).rejects.toThrow('not known here');
  });
});
