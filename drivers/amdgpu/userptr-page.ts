// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultedWindow, PageOutcome } from '../conversion';

/**
 * `pages[i]` in the hands of the buffer: system memory, with the rights that the mapping was asked
 * for. No entry is consulted for them: the default flags have demanded them of every page.
 */
export function userptrPage(window: FaultedWindow, page: number, pfn: bigint): PageOutcome {
  return {
    kind: 'mapped',
    aperture: 'system',
    page: pfn,
    write: window.accesses[page] === 'write',
    entry: pfn,
    pageTableWord: null,
  };
}
