// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CommandError, runExternal } from '../../oracle/debian/command';

/** Offsets in the setup header of the x86 boot protocol, 2.08 and later. */
const SETUP_SECTORS = 0x1f1;
const HEADER_MAGIC = 0x202;
const PROTOCOL_VERSION = 0x206;
/** Where the text of the version is, counted from the second sector. */
const VERSION_OFFSET = 0x20e;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR = 512;
/** After the compressed image, the build puts the length of the uncompressed one. */
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

/** What an uncompressed kernel prints first. */
const BANNER = /Linux version (\d[^\s%]*) /;
const BANNER_BYTES = 256;

/** What `uname -r` says in a kernel, by its bzImage or vmlinux; undefined if neither says it. */
export function releaseOfImage(image: Buffer): string | undefined {
  if (isBzImage(image)) {
    const at = image.readUInt16LE(VERSION_OFFSET) + SECTOR;
    return /^\d[^\s\0]*/.exec(image.toString('latin1', at, at + BANNER_BYTES))?.[0];
  }
  for (
    let at = image.indexOf('Linux version ');
    at >= 0;
    at = image.indexOf('Linux version ', at + 1)
  ) {
    const found = BANNER.exec(image.toString('latin1', at, at + BANNER_BYTES));
    if (found?.index === 0) return found[1];
  }
  return undefined;
}

function isBzImage(image: Buffer): boolean {
  return (
    image.length >= SECTOR * 2 &&
    image.toString('latin1', HEADER_MAGIC, HEADER_MAGIC + 4) === 'HdrS'
  );
}

/** The compressed kernel within a bzImage, without the length after it. */
export function payloadOf(image: Buffer): { readonly data: Buffer; readonly length: number } {
  if (!isBzImage(image)) throw new Error('not a bzImage: no setup header');
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
