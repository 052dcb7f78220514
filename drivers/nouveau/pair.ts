// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPair } from '../conversion';
import { convertNouveauAfter, nouveauAfter } from './after';
import { convertNouveauBefore, nouveauBefore } from './before';

/** nouveau's GPU page faults, from the fault to the page table of the GPU. */
export const NOUVEAU_PAIR = {
  name: 'nouveau',
  title: 'nouveau, 5.7 and 5.8',
  before: { ...nouveauBefore, convert: convertNouveauBefore },
  after: { ...nouveauAfter, convert: convertNouveauAfter },
} satisfies KnownPair;
