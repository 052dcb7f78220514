// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import { type Conversion, eachPage, type FaultedWindow, type PageFacts } from '../conversion';
import { vramAddress } from './dmem';
import { PFNMAP_VRAM, pfnmapOutcome } from './pfnmap';

const LOW_BITS = 0xfffn;

/** 5.7: the array of the range fault is the ioctl's, converted in place. */
export function convertNouveauBefore(window: FaultedWindow): Conversion {
  return eachPage(window, (word) => pfnmapOutcome(convertEntry(word, window.facts)));
}

/**
 * One entry (`nouveau_dmem_convert_pfn()`). What decodes to no page stays as it is and reaches the
 * ioctl: values[error] too.
 */
function convertEntry(word: bigint, facts: PageFacts): bigint {
  const { kind, pfn } = decodeLegacyEntry(NOUVEAU, 'v5.7', legacyEntry(word));
  if (kind !== StateKind.read && kind !== StateKind.write) return word;
  if (facts.deviceOwner(pfn) === 0) return word;
  return (word & LOW_BITS) | ((vramAddress(pfn) >> 12n) << 12n) | PFNMAP_VRAM;
}
