// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { AMDGPU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import type { Conversion, FaultedWindow, PageOutcome } from '../conversion';
import { userptrPage } from './userptr-page';

/** 5.7 (`amdgpu_ttm_tt_get_user_pages()`): one entry without a page, and the whole is given up. */
export function convertAmdgpuBefore(window: FaultedWindow): Conversion {
  const pages: PageOutcome[] = [];
  for (const [page, word] of window.words.entries()) {
    const { kind, pfn } = decodeLegacyEntry(AMDGPU, 'v5.7', legacyEntry(word));
    if (kind !== StateKind.read && kind !== StateKind.write) {
      return { kind: 'refused', page, code: '-ENOMEM' };
    }
    pages.push(userptrPage(window, page, pfn));
  }
  return { kind: 'converted', pages };
}
