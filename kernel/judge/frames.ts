// SPDX-License-Identifier: GPL-2.0-or-later
import type { InfoReport } from '../capture/schema';

/** Which frames are the model's own. */
export interface FrameRanges {
  /** From here on: no machine has that many. The kernel's frame for each is found out by comparing. */
  readonly fresh: number;
  /** From here on they are those of files, apart from those that were free. */
  readonly file: number;
  /** How many of them a file has. */
  readonly filePages: number;
}

/** By the width of a word: one of 32 bits has room for frames of 24 bits. */
export const FRAME_RANGES: Readonly<Record<32 | 64, FrameRanges>> = {
  32: { fresh: 2 ** 22, file: 2 ** 23, filePages: 2 ** 18 },
  64: { fresh: 2 ** 38, file: 2 ** 39, filePages: 2 ** 32 },
};

/** How wide the words of a kernel are: its uppermost bit is VALID. */
export function bitsOfWords({ valid }: InfoReport['hmm']): 32 | 64 {
  return BigInt(valid) >> 32n === 0n ? 32 : 64;
}

/**
 * Which frame of the kernel each new frame of the model is. Frames that stood in the page table
 * before the call are the same on both sides; of new ones only this is known, that one is one: the
 * same in the array and in the page table, and no two of them the same.
 */
export class FrameNames {
  private readonly kernels = new Map<number, number>();
  private readonly models = new Map<number, number>();

  constructor(private readonly ranges: FrameRanges) {}

  /** Whether the model's frame can be the kernel's; from then on it is. */
  agree(model: number, kernel: number): boolean {
    if (model < this.ranges.fresh) return model === kernel;
    const known = this.kernels.get(model);
    if (known !== undefined) return known === kernel;
    // Two mappings can show the same page of a file, a page that was free is nobody else's.
    if (model < this.ranges.file) {
      const taken = this.models.get(kernel);
      if (taken !== undefined && taken !== model) return false;
      this.models.set(kernel, model);
    }
    this.kernels.set(model, kernel);
    return true;
  }
}
