// SPDX-License-Identifier: GPL-2.0-or-later
import { type Conversion, eachPage, type FaultedWindow, type PageFacts } from '../conversion';
import { HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../hmm-pfn-word';
import { vramAddress } from './dmem';
import { PFNMAP_HOST, PFNMAP_V, PFNMAP_VRAM, PFNMAP_W, pfnmapOutcome } from './pfnmap';

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
