// SPDX-License-Identifier: GPL-2.0-or-later
import type { Family } from './family';
import { failingPages, formats, ptePages, vmaBorders } from './pte-families';
import { oneSlot, SLOT_KINDS, twoSlots } from './slot-families';

/** How far the exhaustive check goes; each scope holds the ones before it. */
export const SCOPES = [1, 2, 3] as const;
export type Scope = (typeof SCOPES)[number];

/** All scenarios of a scope, by family. */
export function familiesOf(scope: Scope): readonly Family[] {
  return [
    ptePages(1),
    formats(),
    ...SLOT_KINDS.map(oneSlot),
    ...(scope >= 2 ? [ptePages(2), failingPages(), vmaBorders(), ...SLOT_KINDS.map(twoSlots)] : []),
    ...(scope >= 3 ? [ptePages(3)] : []),
  ];
}
