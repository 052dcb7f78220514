// SPDX-License-Identifier: GPL-2.0-or-later

import { kindOf, ownerOf, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { rowOf } from '../../oracle/scenario/entry-kinds';
import { OWN_DEVICE } from '../driver';
import type { Situation } from './actions';
import { ZERO_PFN } from './setup';

/** What the process has at a page, for a person: its entry, or what stands in the way of one. */
export function situationText(situation: Situation): string {
  if (situation.vma === 'gap') return 'no VMA';
  return situation.hole ? 'no page table' : slotText(situation);
}

function slotText({ low, high }: Situation): string {
  const access = (high & WRITE_BIT) !== 0 ? 'writable' : 'read-only';
  const { fault, is } = rowOf(kindOf(high));
  switch (fault) {
    case 'fills':
    case 'swaps in':
    case 'clears':
    case 'fails':
    case null:
      return is;
    case 'gives back':
      return `${is} (${access})`;
    case 'awaits':
      return `migrating (${access})`;
    case 'migrates back':
      return `${ownerOf(high) === OWN_DEVICE ? 'own' : 'other'} device page (${access})`;
    case 'gives rights':
      if ((high & PROTNONE_BIT) !== 0) return `protnone (${access})`;
      if ((high & SPECIAL_BIT) === 0) return access;
      return low === ZERO_PFN ? 'zero page' : 'special';
  }
}
