// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPair } from '../conversion';
import { nouveauAfter } from './after';
import { nouveauBefore } from './before';
import { convertNouveauAfter } from './convert-after';
import { convertNouveauBefore } from './convert-before';

/** nouveau's GPU page faults, from the fault to the page table of the GPU. */
export const NOUVEAU_PAIR = {
  name: 'nouveau',
  title: 'nouveau, 5.7 and 5.8',
  before: { ...nouveauBefore, convert: convertNouveauBefore },
  after: { ...nouveauAfter, convert: convertNouveauAfter },
} satisfies KnownPair;
