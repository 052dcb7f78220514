// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CommandError, runExternal } from './command';

/** Offsets in the setup header of the x86 boot protocol, 2.08 and later. */
const SETUP_SECTORS = 0x1f1;
const HEADER_MAGIC = 0x202;
const PROTOCOL_VERSION = 0x206;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR = 512;
/** Behind the compressed image, the build puts the length of the uncompressed one. */
const LENGTH_BYTES = 4;

const DECOMPRESSORS: readonly {
  readonly magic: readonly number[];
  readonly command: string;
  readonly parameters: readonly string[];
}[] = [
  { magic: [0xfd, 0x37, 0x7a, 0x58], command: 'xz', parameters: ['-dc', '--single-stream'] },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], command: 'zstd', parameters: ['-dcq'] },
  { magic: [0x1f, 0x8b], command: 'gzip', parameters: ['-dc'] },
];

/** The compressed kernel within a bzImage, without the length behind it. */
export function payloadOf(image: Buffer): { readonly data: Buffer; readonly length: number } {
  if (
    image.length < SECTOR * 2 ||
    image.toString('latin1', HEADER_MAGIC, HEADER_MAGIC + 4) !== 'HdrS'
  ) {
    throw new Error('not a bzImage: no setup header');
  }
  if (image.readUInt16LE(PROTOCOL_VERSION) < 0x208) {
    throw new Error('not a bzImage of boot protocol 2.08 or later');
  }
  const start = (image.readUInt8(SETUP_SECTORS) + 1) * SECTOR + image.readUInt32LE(PAYLOAD_OFFSET);
  const end = start + image.readUInt32LE(PAYLOAD_LENGTH);
  if (end > image.length || end - start < LENGTH_BYTES) throw new Error('the bzImage is cut short');
  return {
    data: image.subarray(start, end - LENGTH_BYTES),
    length: image.readUInt32LE(end - LENGTH_BYTES),
  };
}

/**
 * Writes the uncompressed kernel of a bzImage: it boots in less than half the time, because the
 * emulated processor has nothing to unpack.
 *
 * @throws Error if the image is none, or its compression is not known.
 */
export async function extractVmlinux(image: string, file: string): Promise<void> {
  const { data, length } = payloadOf(readFileSync(image));
  const one = DECOMPRESSORS.find(({ magic }) => magic.every((byte, i) => data[i] === byte));
  if (one === undefined) throw new Error(`${image}: compressed in a way that is not known here`);
  const packed = `${file}.packed`;
  writeFileSync(packed, data);
  try {
    await runExternal(one.command, [...one.parameters, packed], { into: file });
  } finally {
    rmSync(packed, { force: true });
  }
  const got = readFileSync(file).length;
  if (got !== length) throw new CommandError(one.command, `expected ${length} bytes, got ${got}`);
}
