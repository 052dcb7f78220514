// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import type { KernelVersion } from '../../modern/revision';
import { type Conversion, eachPage, type FaultedWindow, type KnownPair } from '../conversion';
import type { Access, DriverModel, Encoding } from '../driver';
import { HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../hmm-pfn-word';
import { PLAIN_LOOP } from '../loop';

/*
 * ib_umem_odp_map_dma_and_lock() of 6.12 and 7.3, as mlx5 calls it: pages of 4 KiB, either faulted, to be
 * read or to be written, or, for a prefetch that may not fault, taken as they are. No owner is set, so
 * no device-private page is mapped.
 */

const REQUESTS: Pick<DriverModel, 'windowLimit' | 'owner' | 'encode' | 'builds'> = {
  windowLimit: null,
  owner: 0,
  encode: (accesses: readonly Access[]): Encoding => ({
    defaults: defaultsFor(accesses),
    mask: Ask.nothing,
    // The array is zeroed when the region is made, and keeps what the last call put out.
    asks: accesses.map(() => Ask.nothing),
  }),
  builds: ([first, ...others]: readonly Access[]): boolean =>
    (first === 'read' || first === 'write' || first === 'prefetch') &&
    others.every((access) => access === first),
};

function defaultsFor(accesses: readonly Access[]): Ask {
  if (accesses.includes('write')) return Ask.write;
  return accesses.includes('read') ? Ask.read : Ask.nothing;
}

/** 6.12: of a fault the rights that were asked for; of a prefetch those of the word. */
function convertBefore(window: FaultedWindow): Conversion {
  return eachPage(window, (word, page) => {
    const access = window.accesses[page];
    const faulted = access !== 'prefetch';
    if (!faulted && (word & HMM_PFN_VALID) === 0n) return { kind: 'unmapped', entry: 0n };
    return mapped(word, '6.12', faulted ? access === 'write' : (word & HMM_PFN_WRITE) !== 0n);
  });
}

/** 7.3 keeps no rights of its own: mlx5 takes them from the word when it fills in its table. */
function convertAfter(window: FaultedWindow): Conversion {
  const writes = window.accesses.includes('write') || window.accesses.includes('prefetch');
  return eachPage(window, (word) => {
    if ((word & HMM_PFN_VALID) === 0n) return { kind: 'unmapped', entry: 0n };
    return mapped(word, '7.3', writes && (word & HMM_PFN_WRITE) !== 0n);
  });
}

function mapped(word: bigint, revision: KernelVersion, write: boolean) {
  const page = pfnOfWord(word, revision);
  const entry = (page << 12n) | (write ? 3n : 1n);
  return { kind: 'mapped', aperture: 'system', page, write, entry, pageTableWord: null } as const;
}

/** On-demand paging of RDMA's user memory, from a loop of its own to the helper of 7.3. */
export const ODP_PAIR = {
  name: 'odp',
  title: 'mlx5 ODP, 6.12 and 7.3',
  before: {
    ...REQUESTS,
    id: 'odp-before',
    title: 'mlx5 ODP, 6.12',
    format: { kind: 'fixed', revision: '6.12' },
    // After a stale check it tries again without a look at the time.
    loop: { ...PLAIN_LOOP, bounds: [{ kind: 'deadline', ms: 1000, after: ['busy'] }] },
    convert: convertBefore,
  },
  after: {
    ...REQUESTS,
    id: 'odp-after',
    title: 'mlx5 ODP, 7.3',
    format: { kind: 'fixed', revision: '7.3' },
    // The helper gets a whole second each time, and ends for a fatal signal.
    loop: {
      ...PLAIN_LOOP,
      call: { kind: 'unlocked', budgetMs: 1000, keepsRequests: false },
      bounds: [],
    },
    convert: convertAfter,
  },
} satisfies KnownPair;
