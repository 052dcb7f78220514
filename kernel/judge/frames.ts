// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Frames from here on are the model's own: no machine has so many. The kernel's frame for each is
 * found out by comparing. Those of files lie apart from those that were free.
 */
export const FRESH_PFN = 2 ** 38;
export const FRESH_FILE_PFN = 2 ** 39;

/**
 * Which frame of the kernel each new frame of the model is. Frames that stood in the page table
 * before the call are the same on both sides; of new ones only this is known, that one is one: the
 * same in the array and in the page table, and no two of them the same.
 */
export class FrameNames {
  private readonly kernels = new Map<number, number>();
  private readonly models = new Map<number, number>();

  /** Whether the model's frame can be the kernel's; from then on it is. */
  agree(model: number, kernel: number): boolean {
    if (model < FRESH_PFN) return model === kernel;
    const known = this.kernels.get(model);
    if (known !== undefined) return known === kernel;
    // Two mappings can show the same page of a file, a page that was free is nobody else's.
    if (model < FRESH_FILE_PFN) {
      const taken = this.models.get(kernel);
      if (taken !== undefined && taken !== model) return false;
      this.models.set(kernel, model);
    }
    this.kernels.set(model, kernel);
    return true;
  }
}
