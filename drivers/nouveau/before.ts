// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { type Conversion, eachPage, type FaultedWindow, type PageFacts } from '../conversion';
import { type Access, type Driver, OWN_DEVICE } from '../driver';
import { PLAIN_LOOP } from '../loop';
import { vramAddress } from './dmem';
import { PFNMAP_VRAM, pfnmapOutcome } from './pfnmap';
import { buildsWindow, WINDOW_PAGES } from './window';

/** By the GPU fault's access code: 0 read, 3 prefetch, any other a write. */
function ask(access: Access): Ask {
  switch (access) {
    case 'none':
      return Ask.nothing;
    case 'read':
    case 'prefetch':
      return Ask.read;
    case 'write':
    case 'atomic':
      return Ask.write;
  }
}

/** nouveau's SVM faults in 5.7: its own format, in place in the array that goes to the ioctl. */
export const nouveauBefore = {
  id: 'nouveau-before',
  title: 'nouveau, 5.7',
  format: { kind: 'customizable', revision: 'v5.7', format: NOUVEAU },
  windowLimit: WINDOW_PAGES,
  owner: OWN_DEVICE,
  loop: { ...PLAIN_LOOP, rewrites: 'flags', noPages: 'again' },
  encode: (accesses) => ({
    defaults: Ask.nothing,
    mask: Ask.all,
    asks: accesses.map(ask),
  }),
  builds: buildsWindow,
} satisfies Driver;

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
