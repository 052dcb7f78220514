// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { type Conversion, eachPage, type FaultedWindow, type PageFacts } from '../conversion';
import { type Access, type Driver, OWN_DEVICE } from '../driver';
import { HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../hmm-pfn-word';
import { PLAIN_LOOP } from '../loop';
import { vramAddress } from './dmem';
import { PFNMAP_HOST, PFNMAP_V, PFNMAP_VRAM, PFNMAP_W, pfnmapOutcome } from './pfnmap';
import { buildsWindow, WINDOW_PAGES } from './window';

/**
 * By the GPU fault's access code: 0 read, 3 prefetch, any other a write. A prefetch asks nothing
 * any more: the page is reported as it is.
 */
function ask(access: Access): Ask {
  switch (access) {
    case 'none':
    case 'prefetch':
      return Ask.nothing;
    case 'read':
      return Ask.read;
    case 'write':
    case 'atomic':
      return Ask.write;
  }
}

/** nouveau's SVM faults in 5.8: an array of its own for the range fault, converted afterwards. */
export const nouveauAfter = {
  id: 'nouveau-after',
  title: 'nouveau, 5.8',
  format: { kind: 'fixed' },
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  loop: PLAIN_LOOP,
  encode: (accesses) => ({
    defaults: Ask.nothing,
    mask: Ask.write,
    asks: accesses.map(ask),
  }),
  builds: buildsWindow,
} satisfies Driver;

/** 5.8: into the ioctl's array, beside that of the range fault. */
export function convertNouveauAfter(window: FaultedWindow): Conversion {
  return eachPage(window, (word) => pfnmapOutcome(convertEntry(word, window.facts)));
}

/** One entry (`nouveau_hmm_convert_pfn()`): without VALID nothing of it is looked at. */
function convertEntry(word: bigint, facts: PageFacts): bigint {
  if ((word & HMM_PFN_VALID) === 0n) return 0n;
  const write = (word & HMM_PFN_WRITE) === 0n ? 0n : PFNMAP_W;
  const pfn = pfnOfWord(word);
  if (facts.deviceOwner(pfn) !== 0) return vramAddress(pfn) | PFNMAP_V | PFNMAP_VRAM | write;
  return (pfn << 12n) | PFNMAP_V | PFNMAP_HOST | write;
}
