// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access } from '../driver';

/** `ARRAY_SIZE(args.phys)`: the pages that are handled together at most. */
export const WINDOW_PAGES = 16;

/**
 * `nouveau_svm_fault` takes a fault and those that follow within 16 pages: a window begins and ends
 * at a page that the GPU accessed; pages nobody accessed lie only between two such.
 */
export function buildsWindow(accesses: readonly Access[]): boolean {
  const { length } = accesses;
  if (length === 0 || length > WINDOW_PAGES) return false;
  return accesses[0] !== 'none' && accesses[length - 1] !== 'none';
}
