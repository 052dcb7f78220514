// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { Conversion, FaultedWindow, KnownPair, PageOutcome } from '../conversion';
import type { Access, Encoding } from '../driver';
import { convertGpusvm, GPUSVM_LOOP_7_3, GPUSVM_REQUESTS } from '../gpusvm/pair';
import { HMM_PFN_VALID, mapOrderOfWord, pfnOfWord } from '../hmm-pfn-word';
import { PLAIN_LOOP } from '../loop';

/*
 * xe's userptr: xe_hmm_userptr_populate_range() of 6.12, and what became of it, which calls
 * drm_gpusvm_get_pages().
 */

/**
 * 6.12: all pages alike, by default; the scatter list has an entry for each CPU mapping that the range
 * meets, the last of which is cut where the range ends. The rights are those that were asked for.
 */
function convertBefore({ words, accesses }: FaultedWindow): Conversion {
  const pages: PageOutcome[] = [];
  const write = accesses.includes('write');
  while (pages.length < words.length) {
    const first = pages.length;
    const word = words[first] ?? 0n;
    // xe_assert(), which says that the call's success has ruled it out.
    if ((word & HMM_PFN_VALID) === 0n) return { kind: 'refused', page: first, code: 'xe_assert' };
    const pfn = pfnOfWord(word, '6.12');
    const size = 2 ** mapOrderOfWord(word, '6.12');
    const rest = size - Number(pfn & BigInt(size - 1));
    for (let page = 0; page < Math.min(rest, words.length - first); page++) {
      const frame = pfn + BigInt(page);
      const entry = frame << 12n;
      pages.push({
        ...{ kind: 'mapped', aperture: 'system', page: frame },
        ...{ write, entry, pageTableWord: null },
      });
    }
  }
  return { kind: 'converted', pages };
}

/** xe's userptr, from a loop of its own to that of gpusvm. */
export const XE_PAIR = {
  name: 'xe',
  title: 'xe userptr, 6.12 and 7.3',
  before: {
    id: 'xe-before',
    title: 'xe userptr, 6.12',
    format: { kind: 'fixed', revision: '6.12' },
    windowLimit: null,
    // The device is named, but in 6.12 it has no device-private memory: no page is its own.
    owner: 0,
    encode: (accesses: readonly Access[]): Encoding => ({
      defaults: accesses.includes('write') ? Ask.write : Ask.read,
      mask: Ask.nothing,
      asks: accesses.map(() => Ask.all),
    }),
    builds: GPUSVM_REQUESTS.builds,
    // The deadline is looked at after -EBUSY; what is stale at either check goes back to the caller.
    loop: {
      ...PLAIN_LOOP,
      check: { kind: 'in-loop', stale: 'fails' },
      bounds: [{ kind: 'deadline', ms: 1000, after: ['busy'] }],
    },
    convert: convertBefore,
  },
  after: {
    ...GPUSVM_REQUESTS,
    id: 'xe-after',
    title: 'xe userptr, 7.3',
    format: { kind: 'fixed', revision: '7.3' },
    loop: GPUSVM_LOOP_7_3,
    convert: (window) => convertGpusvm(window, '7.3'),
  },
} satisfies KnownPair;
