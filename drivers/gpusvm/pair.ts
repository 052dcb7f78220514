// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { KernelVersion } from '../../modern/revision';
import type { Conversion, FaultedWindow, KnownPair, PageOutcome } from '../conversion';
import { type Access, type DriverModel, type Encoding, OWN_DEVICE } from '../driver';
import { mapOrderOfWord, pfnOfWord } from '../hmm-pfn-word';
import { type Loop, PLAIN_LOOP } from '../loop';

/*
 * drm_gpusvm_get_pages() of 7.2 and 7.3, called with a context that allows device memory beside
 * system memory, as xe's fault handler does. Whatever fails but for -EAGAIN ends it.
 */

/** A range is mapped as a whole, to be read or to be written; its array comes as it was allocated. */
export const GPUSVM_REQUESTS: Pick<DriverModel, 'windowLimit' | 'owner' | 'encode' | 'builds'> = {
  windowLimit: null,
  owner: OWN_DEVICE,
  encode: (accesses: readonly Access[]): Encoding => ({
    defaults: accesses.includes('write') ? Ask.write : Ask.read,
    mask: Ask.nothing,
    asks: accesses.map(() => Ask.all),
  }),
  builds: ([first, ...others]: readonly Access[]): boolean =>
    (first === 'read' || first === 'write') && others.every((access) => access === first),
};

/**
 * The time limit is looked at before each attempt and after -EBUSY. In 7.2 the loop after -EBUSY
 * stands inside the one after a stale check, with one deadline for both.
 */
const LOOP_7_2: Loop = PLAIN_LOOP;

/** 7.3 gives the helper what is left of its second, and looks at the deadline before it calls. */
export const GPUSVM_LOOP_7_3: Loop = {
  ...PLAIN_LOOP,
  call: { kind: 'unlocked', budgetMs: 1000, keepsRequests: false },
};

/**
 * What a DMA mapping covers is taken from the order of the CPU's mapping, from a page's place in it
 * up to the end of the range, rounded down to a power of two. No flag is looked at, and the rights
 * are those that were asked for.
 */
export function convertGpusvm(window: FaultedWindow, revision: KernelVersion): Conversion {
  const { words, accesses, facts } = window;
  const pages: PageOutcome[] = [];
  const write = accesses.includes('write');
  while (pages.length < words.length) {
    const first = pages.length;
    const word = words[first] ?? 0n;
    const pfn = pfnOfWord(word, revision);
    const isDevice = facts.deviceOwner(pfn) !== 0;
    const count = pagesMapped(pfn, mapOrderOfWord(word, revision), words.length - first);
    for (let page = 0; page < count; page++) {
      const frame = pfn + BigInt(page);
      pages.push({
        kind: 'mapped',
        aperture: isDevice ? 'vram' : 'system',
        page: frame,
        write,
        entry: frame << 12n,
        pageTableWord: null,
      });
    }
  }
  return { kind: 'converted', pages };
}

/** How many pages one address covers: the rest of the CPU's mapping and of the range. */
function pagesMapped(pfn: bigint, order: number, left: number): number {
  const size = 2 ** order;
  const rest = size - Number(pfn & BigInt(size - 1));
  return 2 ** Math.floor(Math.log2(Math.min(rest, left)));
}

const version = (revision: KernelVersion, loop: Loop) => ({
  ...GPUSVM_REQUESTS,
  loop,
  title: `gpusvm, ${revision}`,
  format: { kind: 'fixed', revision } as const,
  convert: (window: FaultedWindow) => convertGpusvm(window, revision),
});

/** GPU shared virtual memory: to the helper of 7.3. */
export const GPUSVM_PAIR = {
  name: 'gpusvm',
  title: 'gpusvm, 7.2 and 7.3',
  before: { ...version('7.2', LOOP_7_2), id: 'gpusvm-before' },
  after: { ...version('7.3', GPUSVM_LOOP_7_3), id: 'gpusvm-after' },
} satisfies KnownPair;
