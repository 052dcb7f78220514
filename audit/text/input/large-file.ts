// SPDX-License-Identifier: GPL-2.0-or-later
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE = 2 ** 20;
/** Longer than what is looked for, so that no border of two pieces hides it. */
const OVERLAP = 64;

/**
 * Whether a part of a file has something, without having all of the file at once.
 * @param has looked at pieces that overlap by 64 bytes.
 * @throws an error of the system.
 */
export function someOfFile(name: string, has: (bytes: Buffer) => boolean): boolean {
  const file = openSync(name, 'r');
  try {
    const piece = Buffer.alloc(OVERLAP + PIECE);
    let kept = 0;
    for (;;) {
      const read = readSync(file, piece, kept, PIECE, null);
      if (read === 0) return false;
      const end = kept + read;
      if (has(piece.subarray(0, end))) return true;
      kept = Math.min(OVERLAP, end);
      piece.copyWithin(0, end - kept, end);
    }
  } finally {
    closeSync(file);
  }
}
