// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind } from '../../mm/entry';
import { PTE } from '../../mm/units';
import { isWritable, leafFrame, putEntry } from './live-fault';
import type { LiveSimplification } from './simplification';

/**
 * The vdso and its kin: the kernel fills them by handlers of its own, and nothing in a VMA says that
 * it is one. A read that does not bring the zero page there tells.
 */
const kernelPageMapped: LiveSimplification = {
  id: 'device-page-mapped',
  apply({ space, vma, at, write, now, after }) {
    if (now.kind !== Kind.none || vma.backing.kind !== 'anon' || vma.write || write) {
      return undefined;
    }
    const own = after.level === PTE && after.kind === Kind.ptePresent && !isWritable(after);
    if (!own || leafFrame(after) === space.image.zeroPfn) return undefined;
    putEntry(space, space.table.makeSlot(at, PTE), space.allocate(1), after.high);
    return true;
  },
};

/** What nothing tells before the call, in the order in which it is tried. */
export const LIVE_SIMPLIFICATIONS: readonly LiveSimplification[] = [kernelPageMapped];
