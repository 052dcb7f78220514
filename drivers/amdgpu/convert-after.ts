// SPDX-License-Identifier: GPL-2.0-or-later
import { type Conversion, eachPage, type FaultedWindow } from '../conversion';
import { pfnOfWord } from '../hmm-pfn-word';
import { userptrPage } from './userptr-page';

/** 5.8 (`amdgpu_ttm_tt_get_user_pages()`): no entry is tested; each has to be VALID. */
export function convertAmdgpuAfter(window: FaultedWindow): Conversion {
  return eachPage(window, (word, page) => userptrPage(window, page, pfnOfWord(word)));
}
