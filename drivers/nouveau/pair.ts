// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPair } from '../conversion';
import { nouveauAfter } from './after';
import { nouveauBefore } from './before';
import { convertAfter } from './convert-after';
import { convertBefore } from './convert-before';

/** nouveau's GPU page faults, from the fault to the page table of the GPU. */
export const NOUVEAU_PAIR = {
  name: 'nouveau',
  title: 'nouveau, 5.7 and 5.8',
  before: { ...nouveauBefore, convert: convertBefore },
  after: { ...nouveauAfter, convert: convertAfter },
} satisfies KnownPair;
