// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { Access, Encoding } from '../driver';

/**
 * A userptr mapping is asked for as a whole, by the defaults; the mask of 0 shuts the array out.
 * Its words are what the allocation held: here all ones, the content that would ask the most.
 */
export function encodeUserptr(accesses: readonly Access[]): Encoding {
  return {
    defaults: accesses.includes('write') ? Ask.write : Ask.read,
    mask: Ask.nothing,
    asks: accesses.map(() => Ask.all),
  };
}

/** A mapping is read-only or not, and all of its pages alike. */
export function buildsUserptr(accesses: readonly Access[]): boolean {
  const [first] = accesses;
  if (first !== 'read' && first !== 'write') return false;
  return accesses.every((access) => access === first);
}
